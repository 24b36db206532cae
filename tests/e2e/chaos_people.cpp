#include "e2e/chaos_people.hpp"

#include "base/timestamp.hpp"
#include "directus/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace e2e::chaos {

using namespace std::chrono_literals;
using support::irc_peer;
using support::matches;
using support::tag_of;
using clock = std::chrono::steady_clock;

namespace {

std::string text_for(const stream& as, std::mt19937& random)
{
    static constexpr std::array<std::string_view, 6> endings{
        "hello",
        "a: colon",
        "Grüße aus Köln",
        "日本語 and 👋🏽",
        "2 * 3 * 4 is not_bold_text",
        "a line that is rather longer than most of what people say to each other in a chat"};
    return fmt::format("{} {} {}", as.name, as.lines.size(), endings[random() % endings.size()]);
}

std::string uuid(std::mt19937& random)
{
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:04x}{:08x}", std::uint32_t(random()),
                       random() & 0xffff, random() & 0xfff, random() & 0xfff, random() & 0xffff,
                       std::uint32_t(random()));
}

// ":Ada!u@user-12345678.directus PRIVMSG …"
std::string host_of(std::string_view line)
{
    const auto at = line.find('@');
    return std::string(line.substr(at + 1, line.find(' ') - at - 1));
}

} // namespace

std::optional<shown> row_of(const std::string& line)
{
    const auto rest = line.starts_with('@') ? line.substr(line.find(' ') + 1) : line;
    if (!matches(rest, "* PRIVMSG #messages :*"))
        return std::nullopt;
    // Without server-time what is older begins with its time.
    const auto said = support::text_of(line);
    const bool has_time = tag_of(line, "time").empty() && matches(said, "[*:*] *");
    return shown{.text = has_time ? said.substr(said.find("] ") + 2) : said,
                 .key = tag_of(line, "msgid"),
                 .host = host_of(rest),
                 .date = base::from_iso8601(tag_of(line, "time")),
                 .past = !tag_of(line, "batch").empty()};
}

irc_user::irc_user(stage& on, part plays, std::string name, unsigned seed)
    : stage_(on)
    , part_(std::move(plays))
    , name_(std::move(name))
    , random_(seed)
    , thread_(&irc_user::run, this)
{
}

irc_user::~irc_user()
{
    thread_.join();
}

void irc_user::run()
{
    while (stage_.now != phase::over) {
        try {
            visit();
        } catch (const std::exception&) {
            // No gateway any more, as its exit status tells.
        }
        present_ = false;
        for (auto pause = pick(2, 20); pause > 0 && stage_.now != phase::over; --pause)
            std::this_thread::sleep_for(100ms);
    }
}

void irc_user::visit()
{
    irc_peer peer(stage_.port);
    if (!log_in(peer))
        return;
    auto& as = stage_.records.open({.name = fmt::format("{}.{}", name_, ++visits_),
                                    .author = part_.who->id,
                                    .echoes = has_echo_,
                                    .renews = part_.by_password});
    peer.send("JOIN #messages");
    chat(peer, as);
}

bool irc_user::log_in(irc_peer& peer)
{
    // One by one: what the gateway does not know is refused alone.
    std::istringstream caps(part_.caps);
    for (std::string cap; caps >> cap;)
        peer.send("CAP REQ :" + cap);
    if (!part_.caps.empty())
        peer.send("CAP END");
    const auto secret = part_.by_password ? part_.who->email + ":" + part_.who->password : part_.who->pass();
    peer.send({"PASS :" + secret, "NICK whoever", fmt::format("USER {} 0 * :Whoever", name_)});
    const auto end = clock::now() + login_limit;
    has_echo_ = has_labels_ = false;
    while (!peer.at_end() && clock::now() < end && stage_.now != phase::over) {
        const auto line = peer.line(100ms);
        if (!line)
            continue;
        has_echo_ = has_echo_ || matches(*line, "* CAP * ACK *echo-message*");
        has_labels_ = has_labels_ || matches(*line, "* CAP * ACK *labeled-response*");
        if (matches(*line, "* 376 *"))
            return true;
    }
    return false;
}

void irc_user::chat(irc_peer& peer, stream& as)
{
    auto next = clock::now();
    const auto end = next + login_limit;
    bool last_said = false;
    while (stage_.now != phase::over) {
        if (const auto line = peer.line(50ms)) {
            if (!present_ && matches(*line, "* 366 *")) {
                stage_.records.joined(as, stage_.now == phase::gathering);
                present_ = true;
            }
            hear(*line, as);
        } else if (peer.at_end()) {
            return stage_.records.ended(as, ending::closed, error_);
        }
        if (!present_ && clock::now() > end)
            return stage_.records.ended(as, ending::dropped);
        if (!present_ || !part_.writes)
            ;
        else if (stage_.now == phase::settling && !last_said) { // after it all of his others are decided
            last_said = true;
            say(peer, as);
        }
        if (!present_ || stage_.now != phase::writing || clock::now() < next)
            continue;
        if (!act(peer, as))
            return;
        next = clock::now() + std::chrono::milliseconds(pick(300, 3000));
    }
}

bool irc_user::act(irc_peer& peer, stream& as)
{
    const auto what = pick(0, 99);
    for (unsigned n = !part_.writes ? 0 : what % 10 == 0 ? pick(3, 12) : 1; n > 0; --n)
        say(peer, as);
    if (!part_.restless || what > 8)
        return true;
    if (what > 6)
        stage_.records.ended(as, ending::dropped);
    else
        leave(peer, as);
    return false;
}

void irc_user::say(irc_peer& peer, stream& as)
{
    const auto text = text_for(as, random_);
    const auto label = has_labels_ ? fmt::format("@label={} ", as.lines.size()) : "";
    stage_.records.wrote(as, text);
    peer.send(fmt::format("{}PRIVMSG #messages :{}", label, text));
}

void irc_user::leave(irc_peer& peer, stream& as)
{
    peer.send("QUIT :for now");
    const auto end = clock::now() + support::patience;
    while (!peer.at_end() && clock::now() < end)
        if (const auto line = peer.line(100ms))
            hear(*line, as);
    stage_.records.ended(as, ending::quit);
}

void irc_user::hear(const std::string& line, stream& as)
{
    const auto rest = line.starts_with('@') ? line.substr(line.find(' ') + 1) : line;
    const auto said = support::text_of(line);
    if (matches(rest, "ERROR *")) {
        error_ = said;
    } else if (auto row = row_of(line)) {
        stage_.records.saw(as, std::move(*row));
    } else if (matches(rest, "* NOTICE * :Not sent: *")) {
        stage_.records.answered(said.substr(said.find(": ") + 2), fate::returned);
    } else if (matches(rest, "* NOTICE * :Perhaps not sent: *")) {
        stage_.records.answered(said.substr(said.find(": ") + 2), fate::perhaps);
    } else if (matches(rest, "* 404 *")) {
        stage_.records.refused(as);
    } else if (matches(rest, "* ACK") && has_labels_) {
        const auto number = std::stoul(tag_of(line, "label"));
        if (number < as.lines.size()) // which only this thread extends
            stage_.records.answered(std::string(as.lines[number].text), fate::acknowledged);
    }
}

rest_writer::rest_writer(stage& on, const support::person& who, kind of, unsigned seed)
    : stage_(on)
    , who_(who)
    , kind_(of)
    , random_(seed)
    , thread_(&rest_writer::run, this)
{
}

void rest_writer::run()
{
    auto& as = stage_.records.open(
        {.name = who_.first_name + std::string(rest_suffix), .author = who_.id, .irc = false});
    while (stage_.now <= phase::writing) {
        pause();
        if (kind_ != kind::in_bursts) {
            write(as, random_() % 10 == 0 ? 4 : 1);
            continue;
        }
        for (auto left = 100 + random_() % 1401; left > 0 && stage_.now == phase::writing;) {
            const auto some = std::min<std::size_t>(left, 100);
            write(as, some);
            left -= some;
        }
    }
}

void rest_writer::pause()
{
    const std::chrono::milliseconds length(kind_ == kind::in_bursts ? 5000 + random_() % 40000
                                                                    : 300 + random_() % 2500);
    for (const auto end = clock::now() + length; clock::now() < end && stage_.now <= phase::writing;)
        std::this_thread::sleep_for(100ms);
}

// What is not answered is not sent again: each attempt has a text of its own.
void rest_writer::write(stream& as, std::size_t rows)
{
    if (stage_.now != phase::writing)
        return;
    directus::json::writer body;
    std::vector<std::string> texts;
    body.array();
    for (; rows > 0; --rows) {
        texts.push_back(text_for(as, random_));
        stage_.records.wrote(as, texts.back());
        body.object().key("content").string(texts.back());
        if (kind_ == kind::own_keys)
            body.key("id").string(uuid(random_));
        body.end();
    }
    body.end();
    try {
        const auto& url = stage_.directus[requests_++ % stage_.directus.size()];
        const auto answer =
            support::rest(url, who_.token).call("POST", "/items/" + stage_.collection, body.take());
        if (answer.ok())
            for (const auto& text : texts)
                stage_.records.answered(text, fate::acknowledged);
    } catch (const std::exception&) {
        // Directus is away: they may be stored or not.
    }
}

} // namespace e2e::chaos
