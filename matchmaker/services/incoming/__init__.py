"""Mail that comes in: replies of people into their deal, and mails of ours that came back."""
