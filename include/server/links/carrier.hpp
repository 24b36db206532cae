// The member who brings a feed its rows: over its link, or by polls with its session.
#pragma once

namespace server {

class upstream;

class carrier {
public:
    explicit operator bool() const { return member_ != nullptr; }
    upstream* operator->() const { return member_; }
    upstream& operator*() const { return *member_; }

    bool is(const upstream& member) const { return member_ == &member; }
    // The member has no link, and its session polls.
    bool is_polled() const { return is_polled_; }
    bool is_subscribed() const { return member_ && !is_polled_; }
    bool is_subscribed(const upstream& member) const { return is(member) && !is_polled_; }

    void set(upstream& member, bool is_polled);
    void reset();
    // The feed stops: whatever is under way for it is over.
    void close() { is_closed_ = true; }
    bool is_closed() const { return is_closed_; }

    // Counts carriers: what a coroutine began for an earlier one is over.
    unsigned round() const { return round_; }
    bool is_over(unsigned round) const { return round != round_ || is_closed_; }

private:
    upstream* member_ = nullptr;
    bool is_polled_ = false;
    unsigned round_ = 0;
    bool is_closed_ = false;
};

} // namespace server
