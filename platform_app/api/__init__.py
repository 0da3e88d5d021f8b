"""HTTP that is not a page: the outermost layer, cookies, webhooks, health."""
