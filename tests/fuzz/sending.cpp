// A user's lines on their way to a Directus that fails in every way: each is stored once or comes back, in
// order, and whoever sent it is told the truth.
#include "bridge/sending/send_queue.hpp"

#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace {

using bridge::send_queue;
using namespace std::chrono_literals;

const base::user_id author("8f3a1c2b-0000-4000-8000-000000000001");

// The collection, the queue before it, and what its author was told.
class world {
public:
    world(fuzz::source& in, bool uuids)
        : in_(in)
        , uuids_(uuids)
        , queue_({.lines = 8, .batches = {.lines = 3, .bytes = 256}}, author, 1)
    {
        queue_.set_key_kind(uuids ? bridge::key_kind::uuid : bridge::key_kind::integer);
    }

    // By turns over the WebSocket and over REST.
    send_queue::way way() const
    {
        if (!ready_)
            return send_queue::way::none;
        return said_.size() % 2 == 0 ? send_queue::way::socket : send_queue::way::rest;
    }

    void step()
    {
        send_queue::actions out;
        switch (in_.below(8)) {
        case 0:
        case 1:
            said_.push_back("line " + std::to_string(said_.size()));
            queue_.queued({.from = base::client_id{1}, .text = said_.back()}, now_, wall_, out);
            break;
        case 2:
            ready_ = !ready_;
            if (!ready_)
                lose_create(out);
            queue_.ready(way(), now_, wall_, out);
            break;
        case 3:
            answer_create(out);
            break;
        case 4:
            answer_look_up(out);
            break;
        case 5:
            pass(std::chrono::milliseconds(1 + in_.below(200) * 100), out);
            break;
        case 6: // its event comes, perhaps again
            if (!rows_.empty())
                appear(rows_[in_.below(rows_.size())], out);
            break;
        default: // somebody of the same account says something elsewhere
            store("elsewhere " + std::to_string(rows_.size()), {});
            appear(rows_.back(), out);
        }
        perform(std::move(out));
    }

    // Directus is there and answers: everything has to end.
    void finish()
    {
        for (int turn = 0; turn < 5000 && !queue_.empty(); ++turn) {
            send_queue::actions out;
            if (!ready_)
                queue_.ready((ready_ = true, way()), now_, wall_, out);
            perform(std::move(out));
            out.clear();
            if (create_)
                take_create(out);
            else if (looking_)
                find(out);
            else
                pass(1s, out);
            perform(std::move(out));
        }
        fuzz::require(queue_.empty(), "everything ends");
        fuzz::require(ended_.size() == said_.size(), "everybody is told");
        std::size_t previous = 0;
        for (const auto& row : rows_) {
            const auto at = std::ranges::find(said_, row.content);
            if (at == said_.end())
                continue;
            const auto number = static_cast<std::size_t>(at - said_.begin()) + 1;
            fuzz::require(number > previous, "stored once, in the order in which they were said");
            previous = number;
        }
    }

private:
    void appear(const directus::item& row, send_queue::actions& out)
    {
        if (!queue_.claims(row))
            return;
        queue_.saw(row);
        queue_.settle(now_, wall_, out);
    }

    void store(const std::string& text, base::item_id id)
    {
        if (id.empty())
            id = base::item_id(std::to_string(rows_.size() + 1));
        rows_.push_back({std::move(id), text, author, wall_});
    }

    bool is_stored(const std::string& text) const
    {
        return std::ranges::any_of(rows_, [&](const auto& row) { return row.content == text; });
    }

    void perform(send_queue::actions actions)
    {
        for (auto& one : actions) {
            if (auto* create = std::get_if<send_queue::create>(&one)) {
                fuzz::require(!create_, "one create at a time");
                fuzz::require(ready_, "only where it can be sent");
                fuzz::require(create->rows.front().id.empty() != uuids_,
                              "keys where they are ours to choose");
                create_ = std::move(*create);
            } else if (auto* look = std::get_if<send_queue::look_up>(&one)) {
                fuzz::require(look->ids.empty() != uuids_, "only keys of ours can be looked for");
                look_up_ = std::move(look->ids);
                looking_ = true;
            } else if (const auto* confirmed = std::get_if<send_queue::confirmed>(&one)) {
                end(confirmed->what.text);
                fuzz::require(is_stored(confirmed->what.text), "what is confirmed is stored");
            } else if (const auto* returned = std::get_if<send_queue::returned>(&one)) {
                end(returned->what.text);
                if (returned->why != send_queue::fate::unknown)
                    fuzz::require(!is_stored(returned->what.text), "what comes back is not stored");
            }
        }
    }

    void end(const std::string& text) { fuzz::require(++ended_[text] == 1, "told once"); }

    // All rows, or none.
    bool keep_create()
    {
        for (const auto& row : create_->rows)
            if (!row.id.empty() &&
                std::ranges::any_of(rows_, [&](const auto& one) { return one.id == row.id; }))
                return false;
        for (const auto& row : create_->rows)
            store(row.content, row.id);
        return true;
    }

    void take_create(send_queue::actions& out)
    {
        const auto count = create_->rows.size();
        const bool kept = keep_create();
        create_.reset();
        if (!kept)
            return queue_.refused({base::errc::not_unique}, now_, wall_, out);
        std::vector<directus::item> answer(rows_.end() - static_cast<std::ptrdiff_t>(count), rows_.end());
        queue_.stored(std::move(answer), now_, wall_, out);
    }

    void lose_create(send_queue::actions& out)
    {
        if (!create_)
            return;
        if (in_.flag())
            keep_create();
        create_.reset();
        queue_.unclear(base::errc::unreachable, now_, wall_, out);
    }

    void answer_create(send_queue::actions& out)
    {
        if (!create_)
            return;
        switch (in_.below(5)) {
        case 0:
        case 1:
            return take_create(out);
        case 2:
            create_.reset();
            return refuse(out);
        case 3:
            create_.reset();
            return queue_.throttled(std::chrono::milliseconds(in_.below(20) * 100), now_, wall_, out);
        default:
            if (in_.flag())
                keep_create();
            create_.reset();
            return queue_.unclear(base::errc::timeout, now_, wall_, out);
        }
    }

    void refuse(send_queue::actions& out)
    {
        if (in_.flag())
            queue_.refused({base::errc::forbidden, "FORBIDDEN"}, now_, wall_, out);
        else
            queue_.refused({base::errc::invalid_payload}, now_, wall_, out);
    }

    void find(send_queue::actions& out)
    {
        std::vector<directus::item> found;
        for (const auto& row : rows_)
            if (std::ranges::find(look_up_, row.id) != look_up_.end())
                found.push_back(row);
        look_up_.clear();
        looking_ = false;
        queue_.looked_up(found, now_, wall_, out);
    }

    void answer_look_up(send_queue::actions& out)
    {
        if (!looking_)
            return;
        if (in_.flag())
            return find(out);
        look_up_.clear();
        looking_ = false;
        queue_.looked_up(base::make_error_code(base::errc::unreachable), now_, wall_, out);
    }

    void pass(base::duration time, send_queue::actions& out)
    {
        now_ += time;
        wall_ += time;
        if (const auto due = queue_.deadline(); due && *due <= now_)
            queue_.fired(now_, wall_, out);
    }

    fuzz::source& in_;
    bool uuids_;
    send_queue queue_;
    bool ready_ = false;
    base::time_point now_{1h};
    base::wall_time wall_{1'700'000'000'000ms};
    std::vector<std::string> said_;
    std::vector<directus::item> rows_;
    std::map<std::string, int> ended_;
    std::optional<send_queue::create> create_;
    std::vector<base::item_id> look_up_;
    bool looking_ = false;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    const bool uuids = in.flag();
    world all(in, uuids);
    for (int steps = 0; !in.empty() && steps < 400; ++steps)
        all.step();
    all.finish();
    return 0;
}
