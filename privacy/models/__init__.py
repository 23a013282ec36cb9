"""What privacy keeps: keys and shares, policies, runs, the ledger, jobs."""
