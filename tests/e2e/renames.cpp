// Users whom an administrator creates or renames in Directus.
#include "e2e/scenario.hpp"

#include <chrono>

using namespace e2e;

namespace {

constexpr auto caps = "setname extended-join";

struct naming : scenario {
    // For as long as it exists.
    struct renamed {
        const naming& on;
        const person& whom;

        renamed(const naming& where, const person& who, const std::string& first_name)
            : on(where)
            , whom(who)
        {
            set(first_name);
        }
        ~renamed() { set(whom.first_name); }
        void set(const std::string& first_name) const
        {
            on.chat.admin().patch("/users/" + whom.id, fmt::format(R"({{"first_name":"{}"}})", first_name));
        }
    };

    // How long after `start` the line came.
    static std::string expect(irc_peer& to, std::string_view pattern,
                              std::chrono::steady_clock::time_point start)
    {
        auto line = to.expect(pattern);
        const auto took = std::chrono::steady_clock::now() - start;
        BOOST_TEST_MESSAGE(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                           << " ms until: " << line);
        return line;
    }
};

} // namespace

// Names are read again after ten minutes, one's own at each check of the account, which is longer than a test
// waits: what comes sooner came as an event.
BOOST_FIXTURE_TEST_SUITE(renames, naming)

BOOST_AUTO_TEST_CASE(rename_by_an_administrator_reaches_everybody_as_an_event)
{
    auto ada = join(who.ada, caps);
    auto grace = join(who.grace, caps);
    auto linus = join(who.linus, caps); // may not read names, and is shown those of members
    gateway.expect_log("*event=users_live*");
    const auto start = std::chrono::steady_clock::now();
    const renamed brewster(*this, who.grace, "Brewster");
    const auto answered = std::chrono::steady_clock::now();
    BOOST_TEST_MESSAGE(std::chrono::duration_cast<std::chrono::milliseconds>(answered - start).count()
                       << " ms until Directus answered the administrator");
    for (auto* one : {&ada, &grace, &linus}) {
        expect(*one, ":Grace!u@user-*.directus NICK *Brewster", start);
        expect(*one, ":Brewster!u@user-*.directus SETNAME *Brewster", start);
    }
}

BOOST_AUTO_TEST_CASE(own_rename_is_shown_to_oneself)
{
    auto ada = join(who.ada, caps);
    gateway.expect_log("*event=users_live*");
    const auto start = std::chrono::steady_clock::now();
    const renamed augusta(*this, who.ada, "Augusta");
    expect(ada, ":Ada!u@user-*.directus NICK *Augusta", start);
    ada.say("still there");
    rows.wait_for("still there");
}

BOOST_AUTO_TEST_CASE(new_user_is_listed_for_those_who_may_read_users)
{
    auto ada = join(who.ada, caps);
    auto linus = join(who.linus, caps);
    gateway.expect_log("*event=users_live*");
    const auto start = std::chrono::steady_clock::now();
    const auto answer = chat.admin().post(
        "/users", R"({"first_name":"Edith","email":"edith@example.com","password":"secret"})");
    const auto id = answer.data()["id"].key().value_or("");
    expect(ada, ":Edith!u@user-*.directus JOIN #messages *", start);
    ada.send("NAMES #messages");
    ada.expect("* 353 * :*Edith*");
    linus.expect_none("*Edith*JOIN*");
    chat.admin().remove("/users/" + id, "");
}

BOOST_AUTO_TEST_CASE(refused_subscription_is_no_trouble)
{
    const auto role = chat.add_role("Renamed", {"create", "read"});
    const auto permission = chat.admin().post(
        "/permissions",
        fmt::format(R"({{"policy":"{}","collection":"directus_users","action":"read","fields":["*"]}})",
                    role.policy));
    const auto mary = chat.add_person("Mary", role);
    auto client = join(mary, caps);
    gateway.expect_log("*event=users_live*");
    chat.admin().remove("/permissions/" + permission.data()["id"].key().value_or(""), "");
    const renamed shelley(*this, who.grace, "Brewster");
    gateway.expect_log("*event=users_broken*");
    client.say("still there");
    rows.wait_for("still there");
    auto ada = join(who.ada, caps); // who may read users carries on
    gateway.expect_log(fmt::format("*event=users_live*user={}*", who.ada.id));
    const renamed augusta(*this, who.ada, "Augusta");
    client.expect(":Ada!u@user-*.directus NICK *Augusta");
    chat.admin().remove("/users/" + mary.id, "");
}

BOOST_AUTO_TEST_SUITE_END()
