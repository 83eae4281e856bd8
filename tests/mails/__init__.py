"""Every mail of the site: rendered in small worlds, read and looked at."""
