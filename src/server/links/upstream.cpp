#include "server/links/upstream.hpp"

#include "base/log.hpp"
#include "server/links/feed.hpp"
#include "server/links/user_feed.hpp"

#include <boost/asio.hpp>

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

upstream::upstream(context& shared, observer& watching, user_feed& users, directus::user_id user,
                   directus::tokens tokens, directus::caller from)
    : shared_(shared)
    , observer_(watching)
    , users_(users)
    , tasks_(shared.executor)
    , user_(std::move(user))
    , delivery_(shared, *this, users)
    , session_(shared, user_, std::move(tokens), tasks_, *this)
    , link_(shared.executor, shared.tls,
            {shared.settings.url, shared.settings.websocket_path, shared.sockets}, std::move(from),
            link_settings(shared), [this](link::action what) { on_link(std::move(what)); })
    , lines_(shared, user_, session_, link_, tasks_, *this)
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

bool upstream::stored(const send_queue::confirmed& line)
{
    observer_.stored(*this, line.row);
    return !feed_ || feed_->events().stored({.row = line.row,
                                             .from = line.what.from,
                                             .notice = line.what.notice,
                                             .label = line.what.label,
                                             .shown = line.shown});
}

void upstream::on_link(link::action what)
{
    if (stopping_ || delivery_.try_deliver(what, feed_) || lines_.try_answer(what))
        return;
    if (std::holds_alternative<link::live>(what)) {
        link_opened();
    } else if (const auto* down = std::get_if<link::down>(&what)) {
        link_closed(down->why);
    } else if (std::holds_alternative<link::not_opened>(what)) {
        if (route_.try_start_probe())
            tasks_.spawn(look_for_rest());
    } else if (std::holds_alternative<link::renewed>(what)) {
        route_.token_adopted();
        lines_.proceed();
    } else if (std::holds_alternative<link::refused>(what)) {
        route_.token_refused();
        session_.doubt();
    }
}

void upstream::link_opened()
{
    route_.link_opened();
    shared_.sockets.opened(user_);
    base::log::debug("link_live", {{"user", user_.str()}});
    observer_.link_live(*this);
    if (feed_)
        feed_->choose_carrier(); // it may want to read first
    users_.link_live(*this);
    lines_.proceed();
}

void upstream::link_closed(const base::error_code& why)
{
    const bool was_live = route_.link_closed();
    if (was_live)
        shared_.measured.link_lost();
    base::log::write(was_live ? base::log::level::info : base::log::level::debug, "link_down",
                     {{"user", user_.str()}, {"reason", why.message()}});
    lines_.proceed();
    observer_.link_down(*this);
    if (feed_)
        feed_->link_down(*this);
    users_.link_down(*this);
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
    lines_.proceed();
    if (feed_)
        feed_->choose_carrier();
    observer_.link_refused(*this);
}

void upstream::rights_are(const directus::rights& rights)
{
    read_files_ = rights.read_files;
    session_.set_reads_people(rights.read_people);
    lines_.rights_are(rights);
    link_.reads_files(read_files_);
    link_.reads_reactions(rights.read_reactions != directus::access::none);
}

void upstream::check_rights(bool distrusted)
{
    tasks_.spawn(ask_rights(distrusted));
}

asio::awaitable<void> upstream::ask_rights(bool distrusted)
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
    lines_.proceed(); // over REST it is in force already
}

asio::awaitable<void> upstream::stop()
{
    stopping_ = true;
    shared_.sockets.settled(user_);
    session_.stop();
    lines_.stop();
    tasks_.cancel();
    co_await link_.stop();
    if (session_.renewable())
        co_await shared_.rest.accounts().logout(session_.refresh_token());
    co_await tasks_.join();
}

} // namespace server
