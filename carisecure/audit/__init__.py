"""The ledger: who read, wrote, exported, was refused. On screen: Access log."""
