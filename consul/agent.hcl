# A single Consul server on this machine: the registry of the sample fleet.
#
#   consul agent -config-file=consul/agent.hcl -data-dir=SOMEWHERE -ui
#
# `./fleet` passes the data directory and, if necessary, other ports as flags, which override this file.

server           = true
bootstrap_expect = 1
node_name        = "fleet"

# Listens on the loopback interface only.
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
  # Elects itself in about two seconds instead of ten. Safe because there is no network that could be slow.
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
