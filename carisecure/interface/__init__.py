"""What every page shares: layout, lists, forms that write once, drafts, badges, languages."""
