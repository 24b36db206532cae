#include "server/sessions/line_sender.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace server {

namespace asio = boost::asio;
using bridge::send_queue;
using directus::link;

line_sender::line_sender(context& shared, directus::user_id user, user_session& session, directus_link& link,
                         net::task_group& tasks, sink& into)
    : shared_(shared)
    , user_(std::move(user))
    , session_(session)
    , link_(link)
    , tasks_(tasks)
    , into_(into)
    , queue_({.lines = shared.settings.queue_lines, .age = shared.settings.queue_age}, user_, shared.random())
    , alarm_(
          shared.executor,
          [this] { step([](auto& queue, auto now, auto wall, auto& out) { queue.fired(now, wall, out); }); })
    , authors_(user_)
{
}

// Every input finds the queue knowing whether creates can be sent: the token's last seconds take that away.
template <class Input>
void line_sender::step(Input input)
{
    const auto now = base::steady_now();
    const auto wall = base::wall_now();
    send_queue::actions out;
    queue_.set_key_kind(into_.key_kind());
    queue_.set_most_rows(shared_.rest.page_limit());
    queue_.ready(into_.way(), now, wall, out);
    input(queue_, now, wall, out);
    alarm_.set(queue_.deadline());
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
        into_.create_ended();
}

void line_sender::confirmed(const send_queue::confirmed& done)
{
    shared_.room.became(done.what, done.row.id);
    if (into_.stored(done))
        shared_.room.delivered(done.what, user_, done.row);
    else
        returned({done.what, send_queue::fate::removed, {}});
}

void line_sender::returned(const send_queue::returned& back)
{
    shared_.measured.returned();
    base::log::info("line_returned",
                    {{"user", user_.str()}, {"reason", back.error.message()}, {"message", back.message}});
    shared_.room.returned(back, user_);
}

void line_sender::perform(send_queue::create what)
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
asio::awaitable<void> line_sender::refuse_create()
{
    co_await asio::post(asio::use_awaitable);
    step([](auto& queue, auto now, auto wall, auto& out) {
        queue.refused(directus::rejection{base::errc::forbidden, "FORBIDDEN"}, now, wall, out);
    });
}

// Where Directus fills the field in, it ignores what stands there.
std::string line_sender::written_author() const
{
    if (has_named_authors())
        return shared_.room.people().ensure(user_).real_name;
    return author_writable_ ? user_.str() : std::string();
}

void line_sender::store(send_queue::line what)
{
    step([&](auto& queue, auto now, auto wall, auto& out) { queue.queued(std::move(what), now, wall, out); });
}

void line_sender::proceed()
{
    step([](auto&&...) {});
}

void line_sender::settle()
{
    step([](auto& queue, auto now, auto wall, auto& out) { queue.settle(now, wall, out); });
}

void line_sender::abandon(const base::error_code& why)
{
    step([&](auto& queue, auto, auto, auto& out) { queue.abandoned(send_queue::fate::rejected, why, out); });
}

void line_sender::rights_are(const directus::rights& rights)
{
    authors_.set_readable(std::ranges::any_of(rights.read_fields, [&](const std::string& field) {
        return field == "*" || field == shared_.rest.shape().author;
    }));
    author_writable_ = rights.write_author;
    is_silenced_ = !rights.create_obstacle.empty();
    queue_.set_permissions(is_silenced_ ? directus::access::none : rights.create, rights.read);
}

bool line_sender::try_answer(link::action& what)
{
    if (auto* created = std::get_if<link::created>(&what)) {
        answered(true);
        shared_.rest.schema().adapt_fresh(created->rows);
        check_authors(created->rows, false);
        step([&](auto& queue, auto now, auto wall, auto& out) {
            queue.stored(std::move(created->rows), now, wall, out);
        });
    } else if (auto* failed = std::get_if<link::create_failed>(&what)) {
        answered(false);
        look_whether_deleted(failed->why);
        step([&](auto& queue, auto now, auto wall, auto& out) {
            queue.refused(std::move(failed->why), now, wall, out);
        });
    } else if (const auto* slow = std::get_if<link::create_throttled>(&what)) {
        step([&](auto& queue, auto now, auto wall, auto& out) {
            queue.throttled(slow->wait, now, wall, out);
        });
    } else if (const auto* unknown = std::get_if<link::create_unknown>(&what)) {
        answered(false);
        step([&](auto& queue, auto now, auto wall, auto& out) {
            queue.unclear(unknown->why, now, wall, out);
        });
    } else {
        return false;
    }
    return true;
}

void line_sender::answered(bool is_stored)
{
    shared_.measured.created(create_.age(base::steady_now()), is_stored);
}

void line_sender::look_whether_deleted(const directus::rejection& why)
{
    if (create_.may_show_deleted_author(why))
        session_.doubt();
}

// A row in another's or nobody's name may mean that the socket is not the user's any more: it is opened anew.
void line_sender::check_authors(std::vector<directus::item>& rows, bool is_certain)
{
    if (has_named_authors()) { // this is the answer to this user's own create
        for (auto& row : rows) {
            row.author = user_;
            row.author_name.clear();
        }
        return;
    }
    const auto [result, row] = authors_.check(rows, is_certain);
    if (result == created_authors::verdict::not_kept)
        return into_.author_missing();
    if (result != created_authors::verdict::foreign)
        return;
    base::log::error("stored_as_another",
                     {{"user", user_.str()}, {"item", row->id.str()}, {"author", row->author.str()}});
    if (!is_certain)
        link_.start(session_.access_token());
}

asio::awaitable<void> line_sender::create_over_rest(std::vector<directus::draft> rows)
{
    auto made = co_await shared_.rest.rows().create(session_.access_token(), std::move(rows));
    if (is_stopping_)
        co_return;
    made = create_in_flight::with_rejections(std::move(made));
    auto* stored = std::get_if<std::vector<directus::item>>(&made);
    auto* refused = std::get_if<directus::rejection>(&made);
    const auto why = create_in_flight::error_of(made);
    const bool is_token = why == base::errc::invalid_credentials || why == base::errc::token_expired;
    answered(stored != nullptr);
    if (stored)
        check_authors(*stored, true);
    if (refused)
        look_whether_deleted(*refused);
    step([&](auto& queue, auto now, auto wall, auto& out) {
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

asio::awaitable<void> line_sender::look_up(send_queue::look_up what)
{
    if (what.permissions) {
        co_await into_.read_rights();
        if (is_stopping_)
            co_return;
    }
    base::result<std::vector<directus::item>> found = std::vector<directus::item>();
    if (!what.ids.empty())
        found = co_await shared_.rest.rows().find(session_.access_token(), std::move(what.ids));
    if (found && has_named_authors()) // nobody else makes rows with these keys
        for (auto& row : *found)
            row.author = user_;
    if (!is_stopping_)
        step([&](auto& queue, auto now, auto wall, auto& out) {
            queue.looked_up(std::move(found), now, wall, out);
        });
}

void line_sender::stop()
{
    is_stopping_ = true;
    alarm_.set(std::nullopt);
}

} // namespace server
