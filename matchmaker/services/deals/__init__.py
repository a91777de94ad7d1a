"""Deals: followed from the match they were opened from to what the transfer has brought."""
