#include "server/upstream.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;
using bridge::send_queue;
using directus::link;
using directus::session;

namespace {

link::settings link_settings(context& shared)
{
    return {.shape = shared.settings.shape,
            .answer_limit = shared.settings.answer_limit,
            .seed = shared.random()};
}

} // namespace

upstream::upstream(context& shared, observer& watching, directus::user_id user, directus::tokens tokens,
                   directus::caller from)
    : shared_(shared)
    , observer_(watching)
    , user_(std::move(user))
    , session_(std::move(tokens), base::steady_now(), shared.random(), shared.settings.recheck)
    , queue_({.lines = shared.settings.queue_lines, .age = shared.settings.queue_age}, user_, shared.random())
    , link_(shared.executor, shared.tls, shared.settings.url, std::move(from), link_settings(shared),
            [this](link::action what) { on_link(std::move(what)); })
    , session_alarm_(
          shared.executor,
          [this] { step_session([](auto& machine, auto now, auto& out) { machine.fired(now, out); }); })
    , queue_alarm_(shared.executor,
                   [this] {
                       step_queue(
                           [](auto& queue, auto now, auto wall, auto& out) { queue.fired(now, wall, out); });
                   })
    , tasks_(shared.executor)
{
    session_alarm_.set(session_.deadline());
    link_.start(session_.access_token());
}

bool upstream::ready() const
{
    // While a new token is on its way to the socket, the old one's end is near and no longer watched.
    return !adopting_ && link_.machine().can_create() && session_.may_create(base::steady_now()) &&
           observer_.may_create(*this);
}

// Every input finds the queue knowing whether creates can be sent: the token's last seconds take that away.
template <class Input>
void upstream::step_queue(Input input)
{
    const auto now = base::steady_now();
    const auto wall = base::wall_now();
    send_queue::actions out;
    queue_.set_key_kind(observer_.key_kind());
    queue_.ready(ready(), now, wall, out);
    input(queue_, now, wall, out);
    queue_alarm_.set(queue_.deadline());
    for (auto& action : out) {
        if (auto* create = std::get_if<send_queue::create>(&action)) {
            base::log::debug("create",
                             {{"user", user_.str()}, {"rows", std::to_string(create->rows.size())}});
            creating_since_ = now;
            if (create->over_rest)
                tasks_.spawn(create_over_rest(std::move(create->rows)));
            else
                link_.create(create->rows);
        } else if (auto* look = std::get_if<send_queue::look_up>(&action)) {
            tasks_.spawn(look_up(std::move(look->ids)));
        } else if (auto* done = std::get_if<send_queue::confirmed>(&action)) {
            observer_.stored(*this, {done->row, done->what.from, done->what.notice, done->what.label});
            shared_.room.delivered(done->what, user_, done->row);
        } else {
            const auto& back = std::get<send_queue::returned>(action);
            shared_.measured.returned();
            base::log::info("line_returned", {{"user", user_.str()}, {"reason", back.error.message()}});
            shared_.room.returned(back, user_);
        }
    }
    shared_.touched();
}

template <class Input>
void upstream::step_session(Input input)
{
    session::actions out;
    input(session_, base::steady_now(), out);
    session_alarm_.set(session_.deadline());
    for (auto& action : out) {
        if (auto* renew = std::get_if<session::refresh>(&action)) {
            tasks_.spawn(refresh(std::move(renew->refresh_token)));
        } else if (std::holds_alternative<session::check>(action)) {
            tasks_.spawn(check_token());
        } else if (std::holds_alternative<session::renewed>(action)) {
            adopting_ = true;
            tasks_.spawn(adopt_new_token());
        } else {
            observer_.lost(*this, std::get<session::lost>(action).why);
        }
    }
}

bool upstream::offer(directus::tokens others)
{
    bool taken = false;
    step_session(
        [&](auto& machine, auto now, auto& out) { taken = machine.offered(std::move(others), now, out); });
    return taken;
}

void upstream::store(send_queue::line what)
{
    step_queue(
        [&](auto& queue, auto now, auto wall, auto& out) { queue.queued(std::move(what), now, wall, out); });
}

void upstream::proceed()
{
    step_queue([](auto&&...) {});
}

void upstream::appeared(const directus::item& row)
{
    if (queue_.claims(row))
        step_queue([&](auto& queue, auto now, auto wall, auto& out) { queue.appeared(row, now, wall, out); });
}

void upstream::abandon(const base::error_code& why)
{
    step_queue(
        [&](auto& queue, auto, auto, auto& out) { queue.abandoned(send_queue::fate::rejected, why, out); });
}

void upstream::on_link(link::action what)
{
    if (stopping_)
        return;
    if (on_reactions(what))
        return;
    const auto queue = [this](auto input) { step_queue(std::move(input)); };
    if (std::holds_alternative<link::live>(what)) {
        adopting_ = false; // a new socket starts with the newest token
        was_live_ = true;
        base::log::debug("link_live", {{"user", user_.str()}});
        observer_.link_live(*this); // it may want to read first
        proceed();
    } else if (auto* down = std::get_if<link::down>(&what)) {
        const auto level = std::exchange(was_live_, false) ? base::log::level::info : base::log::level::debug;
        if (level == base::log::level::info)
            shared_.measured.link_lost();
        base::log::write(level, "link_down", {{"user", user_.str()}, {"reason", down->why.message()}});
        proceed();
        observer_.link_down(*this);
    } else if (std::holds_alternative<link::renewed>(what)) {
        adopting_ = false;
        proceed();
    } else if (std::holds_alternative<link::refused>(what)) {
        link_refused_ = true;
        step_session([](auto& machine, auto now, auto& out) { machine.refused(now, out); });
    } else if (std::holds_alternative<link::feed_live>(what)) {
        observer_.feed_live(*this);
    } else if (auto* broken = std::get_if<link::feed_broken>(&what)) {
        base::log::warning("feed_broken", {{"user", user_.str()}, {"reason", broken->why.message()}});
        observer_.feed_broken(*this);
    } else if (auto* rows = std::get_if<link::arrived>(&what)) {
        observer_.arrived(*this, std::move(rows->items));
    } else if (auto* changed = std::get_if<link::updated>(&what)) {
        observer_.updated(*this, std::move(changed->items));
    } else if (auto* gone = std::get_if<link::deleted>(&what)) {
        observer_.deleted(*this, std::move(gone->ids));
    } else if (auto* created = std::get_if<link::created>(&what)) {
        create_ended(true);
        check_authors(created->rows);
        queue([&](auto& q, auto now, auto wall, auto& out) {
            q.stored(std::move(created->rows), now, wall, out);
        });
    } else if (auto* failed = std::get_if<link::create_failed>(&what)) {
        create_ended(false);
        queue([&](auto& q, auto now, auto wall, auto& out) { q.refused(failed->why, now, wall, out); });
    } else if (auto* slow = std::get_if<link::create_throttled>(&what)) {
        queue([&](auto& q, auto now, auto wall, auto& out) { q.throttled(slow->wait, now, wall, out); });
    } else if (auto* unknown = std::get_if<link::create_unknown>(&what)) {
        create_ended(false);
        queue([&](auto& q, auto now, auto wall, auto& out) { q.unclear(unknown->why, now, wall, out); });
    }
}

void upstream::create_ended(bool stored)
{
    shared_.measured.created(base::steady_now() - creating_since_, stored);
}

bool upstream::on_reactions(link::action& what)
{
    if (std::holds_alternative<link::reactions_live>(what)) {
        observer_.reactions_live(*this);
    } else if (const auto* broken = std::get_if<link::reactions_broken>(&what)) {
        base::log::warning("reactions_broken", {{"user", user_.str()}, {"reason", broken->why.message()}});
        observer_.reactions_broken(*this);
    } else if (auto* some = std::get_if<link::reacted>(&what)) {
        observer_.reacted(*this, std::move(some->made));
    } else if (auto* gone = std::get_if<link::unreacted>(&what)) {
        observer_.unreacted(*this, std::move(gone->ids));
    } else {
        return false;
    }
    return true;
}

// A row in another's or nobody's name means that the socket is not his any more: it is opened anew. An author
// that he may not read is missing, too, and proves nothing.
void upstream::check_authors(const std::vector<directus::item>& rows)
{
    const auto wrong = std::ranges::find_if(rows, [&](const directus::item& row) {
        return row.author != user_ && !(row.author.empty() && !author_readable_);
    });
    if (wrong == rows.end())
        return;
    base::log::error("stored_as_another",
                     {{"user", user_.str()}, {"item", wrong->id.str()}, {"author", wrong->author.str()}});
    link_.start(session_.access_token());
}

asio::awaitable<void> upstream::refresh(base::secret refresh_token)
{
    auto answer = co_await shared_.rest.refresh(std::move(refresh_token));
    if (!answer)
        base::log::warning("refresh_failed", {{"user", user_.str()}, {"reason", answer.error().message()}});
    if (!stopping_)
        step_session(
            [&](auto& machine, auto now, auto& out) { machine.refreshed(std::move(answer), now, out); });
}

void upstream::rights_are(const directus::rights& rights)
{
    author_readable_ = std::ranges::any_of(rights.read_fields, [&](const std::string& field) {
        return field == "*" || field == shared_.settings.shape.author;
    });
    read_files_ = rights.read_files;
    link_.reads_files(read_files_);
    link_.reads_reactions(rights.read_reactions != directus::access::none);
}

void upstream::check_rights()
{
    tasks_.spawn(read_rights());
}

asio::awaitable<void> upstream::read_rights()
{
    const auto asked = base::steady_now();
    auto rights = co_await shared_.rest.my_permissions(session_.access_token());
    if (rights && !stopping_)
        observer_.rights_known(*this, std::move(*rights), asked);
}

// Rights first, then the socket: a feed that the new rights no longer cover is moved before it goes on.
asio::awaitable<void> upstream::adopt_new_token()
{
    co_await read_rights();
    if (stopping_)
        co_return;
    if (session_.renewable()) { // else check_token() has asked
        const auto person = co_await shared_.rest.me(session_.access_token());
        if (stopping_)
            co_return;
        if (person)
            shared_.room.learned(*person, base::wall_now());
        shared_.touched();
    }
    if (std::exchange(link_refused_, false))
        link_.start(session_.access_token());
    else
        link_.reauthenticate(session_.access_token());
}

// Directus refuses an auth for failures of its own, too; only REST tells whether the token is no longer good.
asio::awaitable<void> upstream::check_token()
{
    const auto known = co_await shared_.rest.me(session_.access_token());
    if (stopping_)
        co_return;
    if (known)
        shared_.room.learned(*known, base::wall_now());
    const auto why = known ? base::error_code() : known.error();
    step_session([&](auto& machine, auto now, auto& out) { machine.checked(why, now, out); });
    shared_.touched();
}

// Its 400 is certain: Directus looks at the values before it stores any.
asio::awaitable<void> upstream::create_over_rest(std::vector<directus::draft> rows)
{
    auto made = co_await shared_.rest.create(session_.access_token(), std::move(rows));
    if (stopping_)
        co_return;
    create_ended(made.has_value());
    step_queue([&](auto& queue, auto now, auto wall, auto& out) {
        if (made)
            queue.stored(std::move(*made), now, wall, out);
        else if (made.error() == base::errc::invalid_payload)
            queue.refused(made.error(), now, wall, out);
        else
            queue.unclear(made.error(), now, wall, out);
    });
}

asio::awaitable<void> upstream::look_up(std::vector<directus::item_id> ids)
{
    auto found = co_await shared_.rest.items(session_.access_token(), std::move(ids));
    if (!stopping_)
        step_queue([&](auto& queue, auto now, auto wall, auto& out) {
            queue.looked_up(std::move(found), now, wall, out);
        });
}

asio::awaitable<void> upstream::stop()
{
    stopping_ = true;
    session_alarm_.set(std::nullopt);
    queue_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await link_.stop();
    if (session_.renewable())
        co_await shared_.rest.logout(session_.refresh_token());
    co_await tasks_.join();
}

} // namespace server
