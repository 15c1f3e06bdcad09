"""Speed, as ratios taken in one run against floors measured in the same minute."""

TOKEN = "bgv_solo-para-medir"  # noqa: S105 — of a source, here and in the floor
