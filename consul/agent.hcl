# One Consul server on this machine alone: the registry of the sample fleet.
#
#   consul agent -config-file=consul/agent.hcl -data-dir=SOMEWHERE -ui
#
# `./fleet` gives the data directory and, where it must, other ports as flags, which win over this file.

server           = true
bootstrap_expect = 1
node_name        = "fleet"

# Nothing listens where another machine could reach it.
bind_addr   = "127.0.0.1"
client_addr = "127.0.0.1"

ports {
  http     = 8500
  server   = 8300
  serf_lan = 8301
  serf_wan = -1
  dns      = -1
  grpc     = -1
}

performance {
  # Elects itself in about two seconds rather than ten; safe where no network can be slow.
  raft_multiplier = 1
}

enable_script_checks = false
disable_update_check = true
log_level            = "info"

# For Prometheus, at /v1/agent/metrics?format=prometheus
telemetry {
  prometheus_retention_time = "10m"
  disable_hostname          = true
}
