#include "server/links/upstream.hpp"

#include "base/log.hpp"
#include "server/links/feed.hpp"

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
    return {.shape = shared.rest.shape(),
            .answer_limit = shared.settings.answer_limit,
            .settle_after = shared.settings.settle_after,
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
    , link_(shared.executor, shared.tls,
            {shared.settings.url, shared.settings.websocket_path, shared.sockets}, std::move(from),
            link_settings(shared), [this](link::action what) { on_link(std::move(what)); })
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

send_queue::way upstream::way() const
{
    if (!session_.may_create(base::steady_now()) || (feed_ && feed_->is_catching_up()))
        return send_queue::way::none;
    if (is_over_rest())
        return shared_.away ? send_queue::way::none : send_queue::way::rest;
    // While a new token is on its way to the socket, the old one's end is near and no longer watched.
    return !adopting_ && link_.machine().can_create() ? send_queue::way::socket : send_queue::way::none;
}

// Every input finds the queue knowing whether creates can be sent: the token's last seconds take that away.
template <class Input>
void upstream::step_queue(Input input)
{
    const auto now = base::steady_now();
    const auto wall = base::wall_now();
    send_queue::actions out;
    queue_.set_key_kind(observer_.key_kind());
    queue_.set_most_rows(shared_.rest.page_limit());
    queue_.ready(way(), now, wall, out);
    input(queue_, now, wall, out);
    queue_alarm_.set(queue_.deadline());
    for (auto& action : out) {
        if (auto* create = std::get_if<send_queue::create>(&action)) {
            perform(std::move(*create));
        } else if (auto* look = std::get_if<send_queue::look_up>(&action)) {
            tasks_.spawn(look_up(std::move(*look)));
        } else if (auto* done = std::get_if<send_queue::confirmed>(&action)) {
            confirmed(*done);
        } else {
            returned(std::get<send_queue::returned>(action));
        }
    }
    shared_.touched();
    if (!queue_.awaits_answer())
        observer_.create_ended(*this);
}

void upstream::confirmed(const send_queue::confirmed& done)
{
    bridge::said what{.row = done.row,
                      .from = done.what.from,
                      .notice = done.what.notice,
                      .label = done.what.label,
                      .shown = done.shown};
    observer_.stored(*this, done.row);
    if (!feed_ || feed_->stored(std::move(what)))
        shared_.room.delivered(done.what, user_, done.row);
    else
        returned({done.what, send_queue::fate::removed, {}});
}

void upstream::returned(const send_queue::returned& back)
{
    shared_.measured.returned();
    base::log::info("line_returned",
                    {{"user", user_.str()}, {"reason", back.error.message()}, {"message", back.message}});
    shared_.room.returned(back, user_);
}

void upstream::perform(send_queue::create what)
{
    if (is_silenced_)
        return tasks_.spawn(refuse_create());
    base::log::debug("create", {{"user", user_.str()}, {"rows", std::to_string(what.rows.size())}});
    creating_since_ = base::steady_now();
    const auto author = written_author();
    for (auto& row : what.rows)
        row.author = author;
    creates_reply_ =
        std::ranges::any_of(what.rows, [](const directus::draft& row) { return !row.reply_to.empty(); });
    if (what.over_rest)
        tasks_.spawn(create_over_rest(std::move(what.rows)));
    else
        link_.create(what.rows);
}

asio::awaitable<void> upstream::refuse_create()
{
    step_queue([](auto& queue, auto now, auto wall, auto& out) {
        queue.refused(directus::rejection{base::errc::forbidden, "FORBIDDEN"}, now, wall, out);
    });
    co_return;
}

// Where Directus fills the field in, it ignores what stands there.
std::string upstream::written_author() const
{
    if (has_named_authors())
        return shared_.room.people().ensure(user_).real_name;
    return author_writable_ ? user_.str() : std::string();
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

void upstream::settle()
{
    step_queue([](auto& queue, auto now, auto wall, auto& out) { queue.settle(now, wall, out); });
}

void upstream::doubt_token()
{
    step_session([](auto& machine, auto now, auto& out) { machine.refused(now, out); });
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
        over_rest_ = false;
        shared_.sockets.opened(user_);
        base::log::debug("link_live", {{"user", user_.str()}});
        observer_.link_live(*this);
        if (feed_)
            feed_->link_live(*this); // it may want to read first
        proceed();
    } else if (auto* down = std::get_if<link::down>(&what)) {
        const auto level = std::exchange(was_live_, false) ? base::log::level::info : base::log::level::debug;
        if (level == base::log::level::info)
            shared_.measured.link_lost();
        base::log::write(level, "link_down", {{"user", user_.str()}, {"reason", down->why.message()}});
        proceed();
        observer_.link_down(*this);
        if (feed_)
            feed_->link_down(*this);
    } else if (std::holds_alternative<link::not_opened>(what)) {
        if (!std::exchange(looking_for_rest_, true))
            tasks_.spawn(look_for_rest());
    } else if (std::holds_alternative<link::renewed>(what)) {
        adopting_ = false;
        proceed();
    } else if (std::holds_alternative<link::refused>(what)) {
        link_refused_ = true;
        doubt_token();
    } else if (std::holds_alternative<link::feed_live>(what)) {
        feed_failure_.clear();
        if (feed_)
            feed_->subscribed(*this);
    } else if (auto* broken = std::get_if<link::feed_broken>(&what)) {
        const auto reason = broken->why.message();
        if (std::exchange(feed_failure_, reason) != reason) // Directus may refuse it again and again
            base::log::warning("feed_broken", {{"user", user_.str()}, {"reason", reason}});
        if (feed_)
            feed_->broken(*this, broken->why);
        check_rights(feed_ && feed_->is_refused()); // they, or a field that is gone, may be what broke it
    } else if (auto* rows = std::get_if<link::arrived>(&what)) {
        shared_.rest.adapt(rows->items);
        if (feed_)
            feed_->arrived(*this, std::move(rows->items));
    } else if (auto* changed = std::get_if<link::updated>(&what)) {
        shared_.rest.adapt(changed->items);
        if (feed_)
            feed_->updated(*this, std::move(changed->items));
    } else if (auto* gone = std::get_if<link::deleted>(&what)) {
        if (feed_)
            feed_->deleted(*this, std::move(gone->ids));
    } else if (auto* created = std::get_if<link::created>(&what)) {
        create_ended(true);
        shared_.rest.adapt_fresh(created->rows);
        check_authors(created->rows, false);
        queue([&](auto& q, auto now, auto wall, auto& out) {
            q.stored(std::move(created->rows), now, wall, out);
        });
    } else if (auto* failed = std::get_if<link::create_failed>(&what)) {
        create_ended(false);
        look_whether_deleted(failed->why);
        queue([&](auto& q, auto now, auto wall, auto& out) {
            q.refused(std::move(failed->why), now, wall, out);
        });
    } else if (auto* slow = std::get_if<link::create_throttled>(&what)) {
        queue([&](auto& q, auto now, auto wall, auto& out) { q.throttled(slow->wait, now, wall, out); });
    } else if (auto* unknown = std::get_if<link::create_unknown>(&what)) {
        create_ended(false);
        queue([&](auto& q, auto now, auto wall, auto& out) { q.unclear(unknown->why, now, wall, out); });
    }
}

// Where REST does not answer either, Directus is away: lines wait for it.
asio::awaitable<void> upstream::look_for_rest()
{
    const auto answer = co_await shared_.rest.ping();
    looking_for_rest_ = false;
    if (stopping_ || is_live())
        co_return;
    over_rest_ = answer.has_value();
    if (!over_rest_)
        co_return;
    shared_.sockets.refused(user_, link_.refusal());
    proceed();
    if (feed_)
        feed_->link_refused(*this);
    observer_.link_refused(*this);
}

void upstream::create_ended(bool stored)
{
    shared_.measured.created(base::steady_now() - creating_since_, stored);
}

// The access token of a deleted user stays valid until its end, but no row can be stored in their name.
void upstream::look_whether_deleted(const directus::rejection& why)
{
    if (why.code == "INVALID_FOREIGN_KEY" && !creates_reply_)
        doubt_token();
}

bool upstream::on_reactions(link::action& what)
{
    if (std::holds_alternative<link::reactions_live>(what)) {
        if (feed_)
            feed_->reactions().subscribed(*this);
    } else if (const auto* broken = std::get_if<link::reactions_broken>(&what)) {
        base::log::warning("reactions_broken", {{"user", user_.str()}, {"reason", broken->why.message()}});
        if (feed_)
            feed_->reactions().broken(*this);
        check_rights(false);
    } else if (auto* some = std::get_if<link::reacted>(&what)) {
        if (feed_)
            feed_->reactions().arrived(*this, std::move(some->made));
    } else if (auto* gone = std::get_if<link::unreacted>(&what)) {
        if (feed_)
            feed_->reactions().removed(*this, std::move(gone->ids));
    } else {
        return false;
    }
    return true;
}

// A row in another's or nobody's name means that the socket is not the user's any more: it is opened anew. A
// second one without an author, or one over REST, where every request has its token, means that Directus does
// not keep authors. A second one in another's name means that a hook names somebody else. An author that the
// user may not read is missing, too, and proves nothing.
void upstream::check_authors(std::vector<directus::item>& rows, bool is_certain)
{
    if (has_named_authors()) { // this is the answer to this user's own create
        for (auto& row : rows) {
            row.author = user_;
            row.author_name.clear();
        }
        return;
    }
    const auto wrong = std::ranges::find_if(rows, [&](const directus::item& row) {
        return row.author != user_ && !(row.author.empty() && !author_readable_);
    });
    if (wrong == rows.end()) {
        author_missing_ = false;
        author_is_another_ = false;
        return;
    }
    const bool is_missing = wrong->author.empty();
    if (is_missing && (is_certain || author_missing_))
        return observer_.author_missing(*this);
    author_missing_ = is_missing;
    if (!is_missing && std::exchange(author_is_another_, true))
        return;
    base::log::error("stored_as_another",
                     {{"user", user_.str()}, {"item", wrong->id.str()}, {"author", wrong->author.str()}});
    if (!is_certain)
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
        return field == "*" || field == shared_.rest.shape().author;
    });
    author_writable_ = rights.write_author;
    is_silenced_ = !rights.create_obstacle.empty();
    read_files_ = rights.read_files;
    reads_people_ = rights.read_people;
    queue_.set_permissions(is_silenced_ ? directus::access::none : rights.create, rights.read);
    link_.reads_files(read_files_);
    link_.reads_reactions(rights.read_reactions != directus::access::none);
}

void upstream::check_rights(bool distrusted)
{
    tasks_.spawn(read_rights(distrusted));
}

asio::awaitable<void> upstream::read_rights(bool distrusted)
{
    const auto asked = base::steady_now();
    auto rights = co_await observer_.ask_rights(user_, session_.access_token(), distrusted);
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
            shared_.room.present().learned(*person, base::wall_now());
        shared_.touched();
    }
    if (std::exchange(link_refused_, false))
        link_.start(session_.access_token());
    else
        link_.reauthenticate(session_.access_token());
    proceed(); // over REST it is in force already
}

// With an access token that was given before the deletion Directus still answers: with the id alone.
asio::awaitable<bool> upstream::is_deleted(directus::person told)
{
    if (!reads_people_ || !told.first_name.empty() || !told.last_name.empty())
        co_return false;
    std::vector ids{told.id};
    const auto found = co_await shared_.rest.people(session_.access_token(), std::move(ids));
    co_return found && found->empty();
}

// Directus refuses an auth for failures of its own, too; only REST tells whether the token is no longer good.
asio::awaitable<void> upstream::check_token()
{
    const auto known = co_await shared_.rest.me(session_.access_token());
    auto why = known ? base::error_code() : known.error();
    if (known) {
        const bool deleted = co_await is_deleted(*known);
        if (deleted)
            why = base::errc::invalid_credentials;
    }
    if (stopping_)
        co_return;
    if (!why)
        shared_.room.present().learned(*known, base::wall_now());
    step_session([&](auto& machine, auto now, auto& out) { machine.checked(why, now, out); });
    shared_.touched();
}

// Without Directus's JSON, too, 413, 429 and 401 mean that nothing was stored.
asio::awaitable<void> upstream::create_over_rest(std::vector<directus::draft> rows)
{
    auto made = co_await shared_.rest.create(session_.access_token(), std::move(rows));
    if (stopping_)
        co_return;
    if (const auto* error = std::get_if<base::error_code>(&made))
        if (*error == base::errc::invalid_payload || directus::rejection{*error}.is_temporary())
            made = directus::rejection{*error};
    auto* stored = std::get_if<std::vector<directus::item>>(&made);
    auto* refused = std::get_if<directus::rejection>(&made);
    const auto why = stored ? base::error_code() : refused ? refused->why : std::get<base::error_code>(made);
    const bool is_token = why == base::errc::invalid_credentials || why == base::errc::token_expired;
    create_ended(stored != nullptr);
    if (stored)
        check_authors(*stored, true);
    if (refused)
        look_whether_deleted(*refused);
    step_queue([&](auto& queue, auto now, auto wall, auto& out) {
        if (stored)
            queue.stored(std::move(*stored), now, wall, out);
        else if (refused)
            queue.refused(std::move(*refused), now, wall, out);
        else
            queue.unclear(why, now, wall, out);
    });
    if (is_token)
        doubt_token();
}

asio::awaitable<void> upstream::look_up(send_queue::look_up what)
{
    if (what.permissions) {
        co_await read_rights();
        if (stopping_)
            co_return;
    }
    base::result<std::vector<directus::item>> found = std::vector<directus::item>();
    if (!what.ids.empty())
        found = co_await shared_.rest.items(session_.access_token(), std::move(what.ids));
    if (found && has_named_authors()) // nobody else makes rows with these keys
        for (auto& row : *found)
            row.author = user_;
    if (!stopping_)
        step_queue([&](auto& queue, auto now, auto wall, auto& out) {
            queue.looked_up(std::move(found), now, wall, out);
        });
}

asio::awaitable<void> upstream::stop()
{
    stopping_ = true;
    shared_.sockets.settled(user_);
    session_alarm_.set(std::nullopt);
    queue_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await link_.stop();
    if (session_.renewable())
        co_await shared_.rest.logout(session_.refresh_token());
    co_await tasks_.join();
}

} // namespace server
