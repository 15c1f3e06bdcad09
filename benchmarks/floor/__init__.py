"""The trivial application that every figure is compared with: same server, same engine."""
