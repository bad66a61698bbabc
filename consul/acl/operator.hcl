# Policy for operators: ./fleet override, the console, or consul kv. It writes overrides and sees which instances obey.

key_prefix "resilience/overrides/" {
	policy = "write"
}

service_prefix "" {
	policy = "read"
}

node_prefix "" {
	policy = "read"
}
