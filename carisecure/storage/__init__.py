"""Files: kept whole and sealed, opened only where they are what was kept, sent under names that say nothing."""
