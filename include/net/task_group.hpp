// Coroutines that belong to one owner: counted, cancelled together, waited for. Nothing is spawned outside
// one.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <list>
#include <memory>

namespace net {

class task_group {
public:
    explicit task_group(boost::asio::any_io_executor executor);
    ~task_group(); // Pre: empty
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    // An exception that escapes the task is logged and ends that task alone.
    void spawn(boost::asio::awaitable<void> task);
    // Asks every task to end: what it waits for fails with operation_aborted.
    void cancel();
    // Until the last task has ended.
    boost::asio::awaitable<void> join();

    bool empty() const { return tasks_.empty(); }

private:
    void ended(std::list<boost::asio::cancellation_signal>::iterator task, const std::exception_ptr& failure);

    boost::asio::any_io_executor executor_;
    std::list<boost::asio::cancellation_signal> tasks_;
    std::unique_ptr<boost::asio::steady_timer> idle_; // while somebody waits for that
};

} // namespace net
