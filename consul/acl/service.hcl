# Policy for the instances of one service; here orders. It registers itself, finds others, and reads overrides.

# Own registration, with its checks and maintenance mode
service "orders" {
	policy = "write"
}

# Discovery of others: instances, and the nodes that they run on
service_prefix "" {
	policy = "read"
}

node_prefix "" {
	policy = "read"
}

# "list" includes "read", and also works if the agents have acl.enable_key_list_policy
key_prefix "resilience/overrides/" {
	policy = "list"
}
