"""Speed, as ratios taken in one run against floors measured in the same minute."""
