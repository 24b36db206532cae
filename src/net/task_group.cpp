#include "net/task_group.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <cassert>

namespace net {

namespace asio = boost::asio;

task_group::task_group(asio::any_io_executor executor)
    : executor_(std::move(executor))
{
}

task_group::~task_group()
{
    assert(tasks_.empty());
}

void task_group::spawn(asio::awaitable<void> task)
{
    const auto signal = tasks_.emplace(tasks_.end());
    auto on_end = [this, signal](const std::exception_ptr& failure) { ended(signal, failure); };
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
}

void task_group::ended(std::list<asio::cancellation_signal>::iterator task, const std::exception_ptr& failure)
{
    tasks_.erase(task);
    if (tasks_.empty() && idle_)
        idle_->cancel();
    if (!failure)
        return;
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted)
            base::log::error("task_failed", {{"reason", error.what()}});
    } catch (const std::exception& error) {
        base::log::error("task_failed", {{"reason", error.what()}});
    }
}

void task_group::cancel()
{
    for (auto task = tasks_.begin(); task != tasks_.end();) {
        auto& signal = *task++; // a task may end, and leave the list, while it is being told
        signal.emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<void> task_group::join()
{
    while (!tasks_.empty()) {
        if (!idle_)
            idle_ = std::make_unique<asio::steady_timer>(executor_, asio::steady_timer::time_point::max());
        co_await idle_->async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

} // namespace net
