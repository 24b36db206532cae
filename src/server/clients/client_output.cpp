#include "server/clients/client_output.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <utility>

namespace server {

namespace asio = boost::asio;

client_output::client_output(context& shared, net::stream& to, queue_memory& all, net::task_group& tasks,
                             sink& of)
    : shared_(shared)
    , stream_(to)
    , tasks_(tasks)
    , sink_(of)
    , waiting_(all, *this)
{
}

void client_output::drop_what_waits()
{
    if (!is_finishing_)
        sink_.output_shed();
}

void client_output::end_with(std::string last)
{
    lines_.end_with(std::move(last), stream_.blocked() ? net::stream::gathered : 0);
}

void client_output::send(bridge::client* self)
{
    if (is_writing_)
        return count_waiting(); // write() goes on with it
    send_now(self);
    if (!stream_.blocked())
        return;
    write_later();
    count_waiting();
}

// A burst is the same lines for everybody, and is taken by those who read.
void client_output::count_waiting()
{
    if (!stream_.blocked() || is_finishing_)
        return waiting_.is(0);
    const auto* self = sink_.recipient();
    const auto bytes = lines_.bytes();
    waiting_.is(bytes - std::min(bytes, self ? self->out.burst() : 0));
}

void client_output::send_now(bridge::client* self)
{
    const auto written = lines_.write(stream_);
    shared_.measured.sent(written.lines, written.bytes);
    if (self)
        self->out.written(std::min(written.bytes, self->out.pending()));
    if (written.is_lost) {
        is_lost_ = true;
        sink_.output_lost();
    }
    if (self && self->out.has_more()) {
        shared_.room.clients().resume(*self);
        shared_.touched();
    }
}

void client_output::write_later()
{
    if (!std::exchange(is_writing_, true))
        tasks_.spawn(write());
}

asio::awaitable<void> client_output::write()
{
    while (stream_.blocked() && stream_.is_open()) {
        if (const auto error = co_await stream_.writable())
            break;
        send_now(sink_.recipient());
        count_waiting();
    }
    is_writing_ = false;
    if (is_finishing_)
        co_await end();
}

void client_output::finish()
{
    give_up();
    if (!is_writing_)
        tasks_.spawn(end());
}

void client_output::give_up()
{
    is_finishing_ = true;
    waiting_.is(0);
}

asio::awaitable<void> client_output::end()
{
    co_await stream_.end();
}

} // namespace server
