"""The gateway: pages, the JSON API, and the only thing that a browser can reach."""
