// What the process takes of the machine, as Prometheus's client libraries name it. prometheus-cpp tells none
// of it. https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
#pragma once

#include <cstddef>

namespace server {

struct process_figures {
    double cpu_seconds = 0; // user and system, since its start
    std::size_t resident_bytes = 0;
    std::size_t virtual_bytes = 0;
    std::size_t open_descriptors = 0;
    std::size_t most_descriptors = 0;

    // What the system does not tell stays 0.
    static process_figures read();
};

} // namespace server
