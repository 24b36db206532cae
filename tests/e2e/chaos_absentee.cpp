#include "e2e/chaos_absentee.hpp"

#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace e2e::chaos {

using namespace std::chrono_literals;
using support::irc_peer;
using support::matches;
using support::tag_of;
using clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t rows_of_a_page = 200;
constexpr auto overlap = 10s; // of what is asked for with what is known: events overtake each other

std::optional<std::size_t> first_number_in(const std::string& text)
{
    const auto at = text.find_first_of("0123456789");
    return at < text.find("left out") ? std::optional<std::size_t>(std::stoul(text.substr(at)))
                                      : std::nullopt;
}

} // namespace

absentee::absentee(stage& on, absences& records, const support::person& who, std::string name,
                   std::string caps, unsigned seed)
    : stage_(on)
    , records_(records)
    , who_(who)
    , name_(std::move(name))
    , caps_(std::move(caps))
    , asks_(caps_.find("chathistory") != std::string::npos)
    , random_(seed)
    , thread_(&absentee::run, this)
{
}

void absentee::run()
{
    while (stage_.now != phase::over) {
        try {
            visit();
        } catch (const std::exception&) {
            // A login that a fault has kept waiting for too long.
        }
        const auto length = std::chrono::milliseconds(stage_.now == phase::writing ? pick(500, 30000) : 500);
        for (const auto end = clock::now() + length; clock::now() < end && stage_.now <= phase::writing;)
            std::this_thread::sleep_for(100ms);
    }
}

void absentee::visit()
{
    unconfirmed_.clear();
    has_history_ = true;
    reading_ = {};
    irc_peer peer(stage_.port);
    if (!caps_.empty())
        peer.send({fmt::format("CAP REQ :{}", caps_), "CAP END"});
    peer.send(
        {fmt::format("PASS :{}", who_.pass()), "NICK reader", fmt::format("USER {} 0 * :Reader", name_)});
    peer.within(login_limit).expect("* 376 *");
    peer.send("JOIN #messages");
    const auto leave_at = clock::now() + std::chrono::milliseconds(pick(500, 15000));
    bool has_left = false;
    while (stage_.now != phase::over && !peer.at_end()) {
        const auto line = peer.line(50ms);
        if (line && !has_left)
            hear(*line, peer);
        // What comes behind the QUIT is shown next time.
        if (has_left || stage_.now != phase::writing || clock::now() < leave_at || !unconfirmed_.empty())
            continue;
        has_left = true;
        peer.send("QUIT :for now");
    }
}

void absentee::hear(const std::string& line, irc_peer& peer)
{
    if (auto row = row_of(line)) {
        if (!has_history_) // what is shown without it comes again at the next visit
            return;
        if (!asks_)
            unconfirmed_.push_back(std::move(*row));
        else if (row->past)
            reading_.page.push_back(std::move(*row));
        else
            show(*row);
    } else if (line.starts_with("PING ")) {
        for (const auto& one : std::exchange(unconfirmed_, {}))
            records_.saw(name_, one.text);
    } else if (matches(line, "*:End of /NAMES list")) {
        records_.joined(name_);
        if (asks_)
            start_reading(peer);
    } else if (matches(line, "*BATCH +* chathistory *")) {
        reading_.is_last = matches(line, "@*draft/chathistory-end* BATCH *");
    } else if (matches(line, "*BATCH -*")) {
        if (reading_.under_way)
            show_page(peer);
    } else if (matches(line, "*NOTICE #messages :* left out. For the last of them: *")) {
        records_.told(name_, first_number_in(line.substr(line.find(" :") + 2)));
    } else if (matches(line, "*NOTICE #messages :The history *")) {
        has_history_ = false;
    } else if (matches(line, "*FAIL CHATHISTORY *")) {
        std::this_thread::sleep_for(500ms); // Directus is away
        ask_page(peer);
    }
}

void absentee::start_reading(irc_peer& peer)
{
    if (complete_until_ == base::wall_time{}) {
        complete_until_ = base::wall_now(); // the first visit
        return;
    }
    reading_.under_way = true;
    ask_page(peer);
}

void absentee::ask_page(irc_peer& peer)
{
    const auto from = reading_.last_key.empty()
                          ? fmt::format("timestamp={}", base::to_iso8601(complete_until_ - overlap))
                          : fmt::format("msgid={}", reading_.last_key);
    peer.send(fmt::format("CHATHISTORY AFTER #messages {} {}", from, rows_of_a_page));
}

// Pages do not overlap: a row that stands in two is shown twice.
void absentee::show_page(irc_peer& peer)
{
    for (const auto& row : std::exchange(reading_.page, {})) {
        reading_.last_key = row.key;
        if (!reading_.keys.insert(row.key).second)
            records_.saw(name_, row.text);
        show(row);
        complete_until_ = std::max(complete_until_, row.date.value_or(complete_until_));
    }
    if (!reading_.is_last)
        return ask_page(peer);
    reading_.under_way = false;
    complete_until_ = std::max(complete_until_, newest_);
}

void absentee::show(const shown& row)
{
    if (!known_.insert(row.key).second)
        return;
    records_.saw(name_, row.text);
    newest_ = std::max(newest_, row.date.value_or(newest_));
    if (!reading_.under_way)
        complete_until_ = newest_;
}

} // namespace e2e::chaos
