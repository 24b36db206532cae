#include "server/operations/metrics.hpp"

#include "server/operations/process_figures.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <utility>

namespace server {

namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;

constexpr const char* prefix = "directus_ircd_";

double seconds_of(base::duration time)
{
    return std::chrono::duration<double>(time).count();
}

// The reasons of the log begin with these; a label for each text would be a series for each QUIT message.
std::string_view kind_of(std::string_view reason)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kinds{{
        {"handshake: ", "handshake"},
        {"SendQ exceeded for all", "queue_memory"},
        {"SendQ exceeded", "sendq"},
        {"Ping timeout", "ping_timeout"},
        {"Registration timed out", "registration_timeout"},
        {"Too many connections", "connection_limit"},
        {"Too many lines", "flood"},
        {"Too many logins", "flood"},
        {"TLS on a plain port", "not_irc"},
        {"HTTP on an IRC port", "not_irc"},
        {"Directus ", "directus"},
        {"The gateway is stopping", "stopping"},
        {"internal error", "internal_error"},
    }};
    for (const auto& [beginning, kind] : kinds)
        if (reason.starts_with(beginning))
            return kind;
    return "client";
}

std::string_view result_of(const base::error_code& login)
{
    if (!login)
        return "ok";
    if (login == base::errc::otp_required)
        return "second_factor_needed";
    return base::is_temporary(login) ? "unavailable" : "refused";
}

} // namespace

struct metrics::series {
    prometheus::Registry registry;

    prometheus::Family<Counter>& counters(const std::string& name, const std::string& help)
    {
        return prometheus::BuildCounter().Name(prefix + name).Help(help).Register(registry);
    }
    Counter& counter(const std::string& name, const std::string& help)
    {
        return counters(name, help).Add({});
    }
    prometheus::Family<Gauge>& gauges(const std::string& name, const std::string& help)
    {
        return prometheus::BuildGauge().Name(prefix + name).Help(help).Register(registry);
    }
    Histogram& histogram(const std::string& name, const std::string& help,
                         const Histogram::BucketBoundaries& seconds)
    {
        return prometheus::BuildHistogram()
            .Name(prefix + name)
            .Help(help)
            .Register(registry)
            .Add({}, seconds);
    }

    Counter& connections = counter("connections_total", "Connections accepted.");
    prometheus::Family<Counter>& disconnections =
        counters("disconnections_total", "Connections that ended, by the kind of reason.");
    prometheus::Family<Counter>& logins =
        counters("logins_total", "Logins, by result, and whether they reached Directus.");
    Counter& lines_received = counter("lines_received_total", "IRC lines received from clients.");
    Counter& messages_sent =
        counter("messages_sent_total", "Writes to clients: single lines, or batches of lines.");
    Counter& bytes_sent = counter("sent_bytes_total", "Bytes written to clients.");
    Counter& stored = counter("creates_stored_total", "Creates that Directus confirmed.");
    Counter& unconfirmed =
        counter("creates_unconfirmed_total", "Creates that Directus refused or did not answer.");
    Counter& lines_returned = counter("lines_returned_total", "Lines returned to their authors, not stored.");
    Counter& links_lost = counter("links_lost_total", "WebSockets to Directus lost after they were live.");
    Counter& rows_read_back =
        counter("rows_read_back_total", "Rows read over REST because no event brought them.");
    Histogram& create_latency = histogram("create_seconds", "Time from a create to its answer.",
                                          {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20});
    Histogram& show_latency =
        histogram("event_to_wire_seconds", "Time from an event of Directus to the write of its lines.",
                  {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5});
    prometheus::Family<Gauge>& connected_now =
        gauges("connections", "Connections now, registered as IRC clients or not yet.");
    Gauge& users = gauges("users", "Users with a session of Directus.").Add({});
    prometheus::Family<Gauge>& links = gauges("links", "WebSockets to Directus, by state.");
    prometheus::Family<Gauge>& feeds =
        gauges("feeds", "Subscriptions to the collection, by state; polled ones are live, too.");
    Gauge& queued = gauges("queued_lines", "Lines queued for Directus or in flight.").Add({});
    Gauge& queue_bytes = gauges("queue_bytes", "Bytes queued for clients that do not read.").Add({});
    Gauge& up = gauges("directus_up", "1 if Directus answered the last request.").Add({});

    // Without the prefix: dashboards know these names.
    Gauge& of_process(const std::string& name, const std::string& help)
    {
        return prometheus::BuildGauge().Name("process_" + name).Help(help).Register(registry).Add({});
    }
    Counter& cpu = prometheus::BuildCounter()
                       .Name("process_cpu_seconds_total")
                       .Help("User and system CPU time, in seconds.")
                       .Register(registry)
                       .Add({});
    Gauge& started = of_process("start_time_seconds", "When the process started, in seconds since 1970.");
    Gauge& resident = of_process("resident_memory_bytes", "Resident memory.");
    Gauge& virtual_memory = of_process("virtual_memory_bytes", "Virtual memory.");
    Gauge& descriptors = of_process("open_fds", "Open file descriptors.");
    Gauge& most_descriptors = of_process("max_fds", "The limit on open file descriptors.");

    void set_process()
    {
        const auto now = process_figures::read();
        cpu.Increment(std::max(now.cpu_seconds - cpu.Value(), 0.0));
        resident.Set(static_cast<double>(now.resident_bytes));
        virtual_memory.Set(static_cast<double>(now.virtual_bytes));
        descriptors.Set(static_cast<double>(now.open_descriptors));
        most_descriptors.Set(static_cast<double>(now.most_descriptors));
    }
};

metrics::metrics()
    : series_(std::make_unique<series>())
{
    series_->gauges("build_info", "1, with the version as a label.")
        .Add({{"version", DIRECTUS_IRCD_VERSION}})
        .Set(1);
    series_->started.Set(seconds_of(base::wall_now().time_since_epoch()));
}

metrics::~metrics() = default;

void metrics::connected()
{
    series_->connections.Increment();
}

void metrics::disconnected(std::string_view reason)
{
    series_->disconnections.Add({{"reason", std::string(kind_of(reason))}}).Increment();
}

void metrics::logged_in(const base::error_code& result, bool by_directus)
{
    series_->logins
        .Add({{"result", std::string(result_of(result))},
              {"answered_by", by_directus ? "directus" : "gateway"}})
        .Increment();
}

void metrics::received(std::size_t lines)
{
    series_->lines_received.Increment(static_cast<double>(lines));
}

void metrics::sent(std::size_t messages, std::size_t bytes)
{
    series_->messages_sent.Increment(static_cast<double>(messages));
    series_->bytes_sent.Increment(static_cast<double>(bytes));
}

void metrics::created(base::duration after, bool stored)
{
    (stored ? series_->stored : series_->unconfirmed).Increment();
    series_->create_latency.Observe(seconds_of(after));
}

void metrics::returned()
{
    series_->lines_returned.Increment();
}

void metrics::link_lost()
{
    series_->links_lost.Increment();
}

void metrics::read_back(std::size_t rows)
{
    series_->rows_read_back.Increment(static_cast<double>(rows));
}

void metrics::shown(base::duration after)
{
    series_->show_latency.Observe(seconds_of(after));
}

metrics::totals metrics::counted() const
{
    const auto of = [](const Counter& one) { return static_cast<std::size_t>(one.Value()); };
    return {.connections = of(series_->connections),
            .lines_received = of(series_->lines_received),
            .messages_sent = of(series_->messages_sent),
            .bytes_sent = of(series_->bytes_sent),
            .creates_stored = of(series_->stored),
            .creates_unconfirmed = of(series_->unconfirmed),
            .lines_returned = of(series_->lines_returned),
            .links_lost = of(series_->links_lost),
            .rows_read_back = of(series_->rows_read_back)};
}

std::string metrics::text(const standing& now) const
{
    const auto set = [](prometheus::Family<Gauge>& family, const char* state, std::size_t value) {
        family.Add({{"state", state}}).Set(static_cast<double>(value));
    };
    set(series_->connected_now, "registered", now.clients);
    set(series_->connected_now, "unregistered", now.connections - now.clients);
    set(series_->links, "live", now.links_live);
    set(series_->links, "down", now.links_down);
    set(series_->feeds, "live", now.feeds_live);
    set(series_->feeds, "down", now.feeds_down);
    set(series_->feeds, "polled", now.feeds_polled);
    series_->users.Set(static_cast<double>(now.users));
    series_->queued.Set(static_cast<double>(now.lines_queued));
    series_->queue_bytes.Set(static_cast<double>(now.queue_bytes));
    series_->up.Set(now.directus_answers ? 1 : 0);
    series_->set_process();
    return prometheus::TextSerializer().Serialize(series_->registry.Collect());
}

} // namespace server
