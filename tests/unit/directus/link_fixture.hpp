// A link on a clock of its own, the frames of a Directus that answers it, and its actions as text.
#pragma once

#include "directus/link.hpp"
#include "unit/directus/expect.hpp"

#include <string>

namespace directus {

inline std::ostream& operator<<(std::ostream& out, const link::action& action)
{
    struct printer {
        std::ostream& out;
        static const char* name(link::feed of)
        {
            return of == link::feed::rows ? "rows" : of == link::feed::reactions ? "reactions" : "users";
        }
        void operator()(const link::open&) { out << "open"; }
        void operator()(const link::send& is) { out << "send(" << is.frame << ")"; }
        void operator()(const link::close&) { out << "close"; }
        void operator()(const link::live&) { out << "live"; }
        void operator()(const link::down& is) { out << "down(" << is.why.message() << ")"; }
        void operator()(const link::not_opened& is) { out << "not_opened(" << is.status << ")"; }
        void operator()(const link::renewed&) { out << "renewed"; }
        void operator()(const link::refused&) { out << "refused"; }
        void operator()(const link::feed_live& is) { out << name(is.of) << "_live"; }
        void operator()(const link::feed_broken& is)
        {
            out << name(is.of) << "_broken(" << is.why.message() << ")";
        }
        void operator()(const link::arrived& is)
        {
            out << "arrived(";
            for (const auto& row : is.items)
                out << row.id.str() << ":" << row.content << " ";
            out << ")";
        }
        void operator()(const link::updated& is)
        {
            out << "updated(";
            for (const auto& row : is.items)
                out << row.id.str() << ":" << row.content << " ";
            out << ")";
        }
        void operator()(const link::deleted& is)
        {
            out << "deleted(";
            for (const auto& id : is.ids)
                out << id.str() << " ";
            out << ")";
        }
        void operator()(const link::reacted& is)
        {
            out << "reacted(";
            for (const auto& one : is.made)
                out << one.id.str() << ":" << one.emoji << " ";
            out << ")";
        }
        void operator()(const link::unreacted& is)
        {
            out << "unreacted(";
            for (const auto& id : is.ids)
                out << id.str() << " ";
            out << ")";
        }
        void operator()(const link::users_changed& is)
        {
            out << "users_changed(";
            for (const auto& one : is.users)
                out << one.id.str() << ":" << one.first_name << " ";
            out << ")";
        }
        void operator()(const link::created& is)
        {
            out << "created(";
            for (const auto& row : is.rows)
                out << row.id.str() << " ";
            out << ")";
        }
        void operator()(const link::create_failed& is) { out << "create_failed(" << is.why.code << ")"; }
        void operator()(const link::create_throttled& is)
        {
            out << "create_throttled(" << is.wait.count() << "ms)";
        }
        void operator()(const link::create_unknown& is)
        {
            out << "create_unknown(" << is.why.message() << ")";
        }
    };
    std::visit(printer{out}, action);
    return out;
}

} // namespace directus

namespace link_test {

using directus::link;

inline base::secret secret(std::string_view text)
{
    return base::secret(text);
}

inline link::send auth(std::string_view token, std::string_view uid)
{
    return {directus::frames::auth(base::secret(token), uid)};
}
// The uid that is so many frames after this one, for another purpose.
inline std::string later(std::string_view uid, char letter, int frames)
{
    return letter + std::to_string(std::stoi(std::string(uid.substr(1))) + frames);
}
// The three subscriptions of a feed, the first of which has this uid.
inline link::actions subscribes(std::string_view uid)
{
    return {link::send{directus::frames::subscribe({}, "create", uid)},
            link::send{directus::frames::subscribe({}, "update", later(uid, 'u', 1))},
            link::send{directus::frames::subscribe({}, "delete", later(uid, 'd', 2))}};
}
inline link::actions unsubscribes(std::string_view uid)
{
    return {link::send{directus::frames::unsubscribe(uid)},
            link::send{directus::frames::unsubscribe(later(uid, 'u', 1))},
            link::send{directus::frames::unsubscribe(later(uid, 'd', 2))}};
}
inline link::actions operator+(link::actions first, const link::actions& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}
const std::vector<directus::draft> one_row{{directus::item_id("k"), "hi"}};

inline link::send create(std::string_view uid, const std::vector<directus::draft>& rows = one_row)
{
    return {directus::frames::create({}, rows, uid)};
}
// Of whether Directus is there.
inline link::send probe(std::string_view uid)
{
    return {directus::frames::unsubscribe(uid)};
}
inline link::send pong()
{
    return {directus::frames::pong()};
}

// The uid in a frame that was sent; empty where it has none.
inline std::string uid_of(const std::string& frame)
{
    constexpr std::string_view member = R"("uid":")";
    const auto at = frame.rfind(member);
    if (at == std::string::npos)
        return {};
    return frame.substr(at + member.size(), frame.rfind('"') - at - member.size());
}

// What Directus says.
inline std::string uid_member(std::string_view uid)
{
    return uid.empty() ? "" : R"(,"uid":")" + std::string(uid) + R"(")";
}
inline std::string auth_ok(std::string_view uid)
{
    return R"({"type":"auth","status":"ok")" + uid_member(uid) + "}";
}
inline std::string init(std::string_view uid)
{
    return R"({"type":"subscription","event":"init")" + uid_member(uid) + "}";
}
inline std::string error(std::string_view type, std::string_view code, std::string_view uid = {})
{
    return R"({"type":")" + std::string(type) + R"(","status":"error","error":{"code":")" +
           std::string(code) + R"(","message":"Too many messages, retry after 1994ms."})" + uid_member(uid) +
           "}";
}
// What such an error to a create comes to.
inline link::create_failed failed(base::errc why, std::string code)
{
    return {{why, std::move(code), "Too many messages, retry after 1994ms."}};
}
inline std::string answer(std::string_view uid)
{
    return R"({"type":"items","data":{"id":"k","content":"hi"})" + uid_member(uid) + "}";
}
inline std::string event(std::string_view what, std::string_view uid)
{
    return R"({"type":"subscription","event":")" + std::string(what) +
           R"(","data":[{"id":"k","content":"hi"}])" + uid_member(uid) + "}";
}

const directus::item row{directus::item_id("k"), "hi", {}, {}};

struct fixture {
    base::time_point now{std::chrono::hours(1)};
    link machine{[] {
        link::settings with;
        with.retry.jitter = 0;
        return with;
    }()};
    link::actions out;

    void start(std::string_view token = "t1") { machine.start(base::secret(token), now, out); }
    void got(std::string_view frame) { machine.received(frame, now, out); }
    void got_inits(std::string_view uid) // of the feed whose first subscription has this uid
    {
        for (const auto& one : {std::string(uid), later(uid, 'u', 1), later(uid, 'd', 2)})
            got(init(one));
    }
    void create(const std::vector<directus::draft>& rows = one_row) { machine.create(rows, now, out); }
    void renew(std::string_view token) { machine.reauthenticate(base::secret(token), now, out); }
    // To the next deadline, and lets it fire.
    void wait()
    {
        now = machine.deadline().value();
        machine.fired(now, out);
    }
    // Lets everything fire that does within this time, and stands at its end.
    void pass(base::duration time)
    {
        const auto end = now + time;
        while (machine.deadline() && *machine.deadline() <= end)
            wait();
        now = end;
    }
    void to_live()
    {
        start();
        machine.opened(now, out);
        got(auth_ok("a1"));
        out.clear();
    }
    void to_feed() // f2, u3, d4
    {
        to_live();
        machine.subscribe(now, out);
        got_inits("f2");
        out.clear();
    }
};

} // namespace link_test
