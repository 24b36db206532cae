#include "server/links/upstream.hpp"

#include "base/log.hpp"
#include "server/links/feed.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;
using bridge::send_queue;
using directus::link;

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
    , tasks_(shared.executor)
    , user_(std::move(user))
    , created_authors_(user_)
    , delivery_(shared, *this)
    , session_(shared, user_, std::move(tokens), tasks_, *this)
    , queue_({.lines = shared.settings.queue_lines, .age = shared.settings.queue_age}, user_, shared.random())
    , link_(shared.executor, shared.tls,
            {shared.settings.url, shared.settings.websocket_path, shared.sockets}, std::move(from),
            link_settings(shared), [this](link::action what) { on_link(std::move(what)); })
    , queue_alarm_(shared.executor, [this] {
        step_queue([](auto& queue, auto now, auto wall, auto& out) { queue.fired(now, wall, out); });
    })
{
    link_.start(session_.access_token());
}

send_queue::way upstream::way() const
{
    const bool may_create = session_.may_create(base::steady_now()) && !(feed_ && feed_->is_catching_up());
    return route_.way({.may_create = may_create,
                       .is_link_live = is_live(),
                       .can_link_create = link_.machine().can_create(),
                       .is_directus_away = shared_.away});
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
    create_.begin(what.rows, base::steady_now());
    const auto author = written_author();
    for (auto& row : what.rows)
        row.author = author;
    if (what.over_rest)
        tasks_.spawn(create_over_rest(std::move(what.rows)));
    else
        link_.create(what.rows);
}

// As any answer, it comes after the step that created.
asio::awaitable<void> upstream::refuse_create()
{
    co_await asio::post(asio::use_awaitable);
    step_queue([](auto& queue, auto now, auto wall, auto& out) {
        queue.refused(directus::rejection{base::errc::forbidden, "FORBIDDEN"}, now, wall, out);
    });
}

// Where Directus fills the field in, it ignores what stands there.
std::string upstream::written_author() const
{
    if (has_named_authors())
        return shared_.room.people().ensure(user_).real_name;
    return author_writable_ ? user_.str() : std::string();
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

void upstream::abandon(const base::error_code& why)
{
    step_queue(
        [&](auto& queue, auto, auto, auto& out) { queue.abandoned(send_queue::fate::rejected, why, out); });
}

void upstream::on_link(link::action what)
{
    if (stopping_ || delivery_.try_deliver(what, feed_))
        return;
    const auto queue = [this](auto input) { step_queue(std::move(input)); };
    if (std::holds_alternative<link::live>(what)) {
        route_.link_opened();
        shared_.sockets.opened(user_);
        base::log::debug("link_live", {{"user", user_.str()}});
        observer_.link_live(*this);
        if (feed_)
            feed_->link_live(*this); // it may want to read first
        proceed();
    } else if (auto* down = std::get_if<link::down>(&what)) {
        const auto level = route_.link_closed() ? base::log::level::info : base::log::level::debug;
        if (level == base::log::level::info)
            shared_.measured.link_lost();
        base::log::write(level, "link_down", {{"user", user_.str()}, {"reason", down->why.message()}});
        proceed();
        observer_.link_down(*this);
        if (feed_)
            feed_->link_down(*this);
    } else if (std::holds_alternative<link::not_opened>(what)) {
        if (route_.try_start_probe())
            tasks_.spawn(look_for_rest());
    } else if (std::holds_alternative<link::renewed>(what)) {
        route_.token_adopted();
        proceed();
    } else if (std::holds_alternative<link::refused>(what)) {
        route_.token_refused();
        session_.doubt();
    } else if (auto* created = std::get_if<link::created>(&what)) {
        create_ended(true);
        shared_.rest.schema().adapt_fresh(created->rows);
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
    route_.probe_ended();
    if (stopping_ || is_live())
        co_return;
    route_.rest_answers(answer.has_value());
    if (!is_over_rest())
        co_return;
    shared_.sockets.refused(user_, link_.refusal());
    proceed();
    if (feed_)
        feed_->link_refused(*this);
    observer_.link_refused(*this);
}

void upstream::create_ended(bool stored)
{
    shared_.measured.created(create_.age(base::steady_now()), stored);
}

void upstream::look_whether_deleted(const directus::rejection& why)
{
    if (create_.may_show_deleted_author(why))
        session_.doubt();
}

// A row in another's or nobody's name may mean that the socket is not the user's any more: it is opened anew.
void upstream::check_authors(std::vector<directus::item>& rows, bool is_certain)
{
    if (has_named_authors()) { // this is the answer to this user's own create
        for (auto& row : rows) {
            row.author = user_;
            row.author_name.clear();
        }
        return;
    }
    const auto [result, row] = created_authors_.check(rows, is_certain);
    if (result == created_authors::verdict::not_kept)
        return observer_.author_missing(*this);
    if (result != created_authors::verdict::foreign)
        return;
    base::log::error("stored_as_another",
                     {{"user", user_.str()}, {"item", row->id.str()}, {"author", row->author.str()}});
    if (!is_certain)
        link_.start(session_.access_token());
}

void upstream::rights_are(const directus::rights& rights)
{
    created_authors_.set_readable(std::ranges::any_of(rights.read_fields, [&](const std::string& field) {
        return field == "*" || field == shared_.rest.shape().author;
    }));
    author_writable_ = rights.write_author;
    is_silenced_ = !rights.create_obstacle.empty();
    read_files_ = rights.read_files;
    session_.set_reads_people(rights.read_people);
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

void upstream::token_renewed()
{
    route_.token_renewed();
    tasks_.spawn(adopt_new_token());
}

void upstream::session_lost(const base::error_code& why)
{
    observer_.lost(*this, why);
}

// Rights first, then the socket: a feed that the new rights no longer cover is moved before it goes on.
asio::awaitable<void> upstream::adopt_new_token()
{
    co_await read_rights();
    if (stopping_)
        co_return;
    if (session_.renewable()) { // else the session has asked
        const auto person = co_await shared_.rest.accounts().me(session_.access_token());
        if (stopping_)
            co_return;
        if (person)
            shared_.room.present().learned(*person, base::wall_now());
        shared_.touched();
    }
    if (route_.take_refusal())
        link_.start(session_.access_token());
    else
        link_.reauthenticate(session_.access_token());
    proceed(); // over REST it is in force already
}

asio::awaitable<void> upstream::create_over_rest(std::vector<directus::draft> rows)
{
    auto made = co_await shared_.rest.rows().create(session_.access_token(), std::move(rows));
    if (stopping_)
        co_return;
    made = create_in_flight::with_rejections(std::move(made));
    auto* stored = std::get_if<std::vector<directus::item>>(&made);
    auto* refused = std::get_if<directus::rejection>(&made);
    const auto why = create_in_flight::error_of(made);
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
        session_.doubt();
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
        found = co_await shared_.rest.rows().find(session_.access_token(), std::move(what.ids));
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
    session_.stop();
    queue_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await link_.stop();
    if (session_.renewable())
        co_await shared_.rest.accounts().logout(session_.refresh_token());
    co_await tasks_.join();
}

} // namespace server
