// A channel with three clients that say anything, while rows come, change and go, and Directus answers what
// it is asked, or does not.
#include "bridge/channel/room.hpp"
#include "bridge/commands/commands.hpp"

#include "fuzz/fuzz.hpp"
#include "irc/caps.hpp"

#include <algorithm>

namespace {

using namespace std::chrono_literals;
using bridge::client_id;
using bridge::room;
using directus::access;

const base::user_id users[] = {base::user_id("8f3a1c2b-0000-4000-8000-000000000001"),
                               base::user_id("5e11d00d-0000-4000-8000-000000000002"),
                               base::user_id("0badcafe-0000-4000-8000-000000000003")};

class world final : bridge::outside {
public:
    explicit world(fuzz::source& in)
        : in_(in)
        , channel_({.server_name = "irc.example",
                    .item_link = "https://d.example/admin/content/messages/",
                    .file_link = "https://d.example/assets/",
                    .history = 5,
                    .replies = true,
                    .reactions = true},
                   wall_, *this)
    {
        const char* names[] = {"Ada", "Bob", "ada"};
        for (std::size_t n = 0; n < 3; ++n) {
            channel_.present().learned({users[n], names[n], "", ""}, wall_);
            auto& member = channel_.people().ensure(users[n]);
            give(member, access::full);
            channel_.present().list(member, wall_);
        }
    }

    void step()
    {
        const client_id who{in_.below(4)};
        auto* client = channel_.find(who);
        switch (in_.below(12)) {
        case 0:
            if (client) {
                channel_.detach(who, wall_);
            } else {
                irc::cap_set caps;
                for (auto bits = in_.byte() * 256U + in_.byte(), n = 0U; n < 16; ++n)
                    if (bits & (1U << n))
                        caps.insert(static_cast<irc::cap>(n));
                channel_.attach(who, users[in_.below(3)], caps, now_, wall_);
                speak(who, "JOIN #messages");
            }
            break;
        case 1:
        case 2:
        case 3:
            speak(who, in_.line());
            break;
        case 4: {
            const auto text = in_.line();
            rows_.push_back({base::item_id(std::to_string(rows_.size() + 1)), std::string(text),
                             users[in_.below(3)], wall_});
            channel_.rows().show(bridge::said{.row = rows_.back()}, everyone, now_, wall_);
            break;
        }
        case 5:
            if (!rows_.empty()) {
                auto& row = rows_[in_.below(rows_.size())];
                row.content = in_.line();
                channel_.rows().show(bridge::edited{row, 1, now_}, everyone, now_, wall_);
            }
            break;
        case 6:
            if (!rows_.empty())
                channel_.rows().show(bridge::removed{rows_[in_.below(rows_.size())], now_}, everyone, now_,
                                     wall_);
            break;
        case 7:
            answer();
            break;
        case 8:
            now_ += std::chrono::milliseconds(in_.byte() * 10);
            wall_ += std::chrono::milliseconds(in_.byte() * 10);
            break;
        case 9:
            give(channel_.people().ensure(users[in_.below(3)]), static_cast<access>(in_.below(3)));
            break;
        case 10:
            channel_.present().learned({users[in_.below(3)], std::string(in_.line()), "", ""}, wall_);
            break;
        default:
            if (!rows_.empty())
                channel_.reactions().show(
                    directus::reaction{base::item_id("r"), rows_[in_.below(rows_.size())].id,
                                       std::string(in_.line()), users[in_.below(3)], wall_},
                    in_.flag(), everyone, wall_);
        }
        if (const auto due = channel_.deadline(); due && *due <= now_)
            channel_.fired(now_, wall_);
        read();
    }

    // Everything that was asked for is answered.
    void finish()
    {
        for (int n = 0; n < 1000 && !asked_.empty(); ++n) {
            answer();
        }
        read();
    }

private:
    void ask(bridge::ask::question what) override { asked_.push_back(std::move(what)); }
    std::string link_state(const bridge::member&) const override { return "live"; }
    std::string notice(const bridge::member&) const override { return {}; }
    base::duration clock_lead() const override { return {}; }

    static bool everyone(const bridge::member&) { return true; }

    void give(bridge::member& whom, access what)
    {
        channel_.rights_changed(whom,
                                {.read = what,
                                 .create = what,
                                 .read_fields = {"*"},
                                 .update = what,
                                 .remove = what,
                                 .read_reactions = what,
                                 .create_reactions = what,
                                 .remove_reactions = what},
                                wall_);
    }

    void speak(client_id who, std::string_view text)
    {
        if (!channel_.find(who) || text.find_first_of(std::string_view("\r\0", 2)) != text.npos)
            return;
        if (text.size() > 4096)
            return;
        if (const auto message = irc::message::parse(text))
            bridge::received(channel_, who, *message, now_, wall_);
        else
            channel_.spoiled(who);
    }

    std::vector<bridge::past_row> past() const
    {
        std::vector<bridge::past_row> out;
        for (const auto& row : rows_) {
            const bool same = !out.empty() && out.back().time >= *row.date;
            out.push_back({row, same ? out.back().time + 1ms : *row.date});
        }
        return out;
    }

    template <class Rows>
    base::result<Rows> perhaps(Rows rows)
    {
        if (in_.below(4) == 3)
            return base::make_error_code(base::errc::unreachable);
        return rows;
    }

    void answer()
    {
        if (asked_.empty())
            return;
        const auto what = std::move(asked_.front());
        asked_.erase(asked_.begin());
        const bridge::ask::outcome how{
            in_.below(4) == 3 ? make_error_code(base::errc::forbidden) : base::error_code(), in_.flag()};
        if (const auto* store = std::get_if<bridge::ask::store>(&what)) {
            if (how.error)
                return channel_.returned({store->what, bridge::send_queue::fate::rejected, how.error},
                                         store->author);
            rows_.push_back(
                {base::item_id(std::to_string(rows_.size() + 1)), store->what.text, store->author, wall_});
            channel_.rows().show(
                bridge::said{rows_.back(), store->what.from, store->what.notice, store->what.label}, everyone,
                now_, wall_);
            channel_.delivered(store->what, store->author, rows_.back());
        } else if (const auto* history = std::get_if<bridge::ask::read_history>(&what)) {
            channel_.rows().pushed().read(
                history->who, history->number,
                perhaps(std::make_shared<const std::vector<bridge::past_row>>(past())), wall_);
        } else if (const auto* page = std::get_if<bridge::ask::read_page>(&what)) {
            channel_.pages().page(*page, perhaps(bridge::past_page(past(), in_.flag())), wall_);
        } else if (const auto* search = std::get_if<bridge::ask::find_rows>(&what)) {
            channel_.pages().found(*search, perhaps(past()), wall_);
        } else if (const auto* redact = std::get_if<bridge::ask::redact>(&what)) {
            channel_.rows().redacted(*redact, rows_.empty() ? directus::item() : rows_.front(), how, wall_);
        } else if (const auto* correct = std::get_if<bridge::ask::correct>(&what)) {
            channel_.corrected().answered(correct->author, how, now_);
        } else if (const auto* react = std::get_if<bridge::ask::react>(&what)) {
            channel_.reactions().answered(
                *react, {base::item_id("r"), react->row, react->emoji, react->by, wall_}, how, wall_);
        }
    }

    // What each client is sent, as it goes out.
    void read()
    {
        for (auto* one : channel_.clients().take_dirty()) {
            std::vector<bridge::bytes> lines;
            one->out.take(lines);
            for (const auto& text : lines) {
                fuzz::require_lines(*text);
                one->out.written(text->size());
            }
        }
    }

    fuzz::source& in_;
    base::time_point now_{1h};
    base::wall_time wall_{1'700'000'100'000ms};
    room channel_;
    std::vector<directus::item> rows_;
    std::vector<bridge::ask::question> asked_;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    world all(in);
    for (int steps = 0; !in.empty() && steps < 200; ++steps)
        all.step();
    all.finish();
    return 0;
}
