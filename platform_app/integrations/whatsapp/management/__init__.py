"""Managing an account over the Graph API: one module for each thing that can be managed."""
