#include "setup/options.hpp"

#include <boost/test/unit_test.hpp>

using namespace setup;

BOOST_AUTO_TEST_SUITE(options_)

namespace {

options read(std::vector<std::string> arguments, std::vector<std::string> environment = {})
{
    return read_options(arguments, environment);
}

} // namespace

BOOST_AUTO_TEST_CASE(its_own_options_stand_among_the_gateways_keys)
{
    const auto one = read(
        {"--directus.url=http://directus:8055", "--key", "integer", "--dry-run", "--field.content=text"});
    BOOST_TEST(one.dry_run);
    BOOST_TEST((one.key == "integer"));
    BOOST_TEST(one.settings.url.host == "directus");
    BOOST_TEST(one.settings.shape.content == "text");
    BOOST_TEST((read({"--key=uuid"}).key == "uuid"));
    BOOST_TEST(!read({}).key.has_value());
    BOOST_TEST(!read({}).dry_run);
}

BOOST_AUTO_TEST_CASE(read_markers_are_made_where_they_are_asked_for)
{
    BOOST_TEST(!read({}).with.contains("read-markers"));
    BOOST_TEST(read({"--with=read-markers"}).with.contains("read-markers"));
    const auto one = read({"--with", "read-markers", "--directus.read_markers=seen"});
    BOOST_TEST(one.with.contains("read-markers"));
    BOOST_TEST(one.settings.read_markers == "seen");
    BOOST_TEST(read({"--with=read-markers"}).settings.read_markers == "read_markers");
}

BOOST_AUTO_TEST_CASE(reactions_are_made_where_they_are_asked_for)
{
    BOOST_TEST(!read({"--with=read-markers"}).with.contains("reactions"));
    const auto both = read({"--with=reactions", "--with=read-markers"});
    BOOST_TEST((both.with.contains("reactions") && both.with.contains("read-markers")));
    BOOST_TEST(both.settings.shape.reactions == "reactions");
    BOOST_TEST(read({"--with=reactions", "--directus.reactions=x"}).settings.shape.reactions == "x");
}

BOOST_AUTO_TEST_CASE(edits_role_bot_and_accountability)
{
    const auto one = read({"--with=edits", "--role=Editors of news", "--bot", "ci", "--no-accountability"});
    BOOST_TEST(one.with.contains("edits"));
    BOOST_TEST(one.role == "Editors of news");
    BOOST_TEST(one.bot == "ci");
    BOOST_TEST(one.untracked);
    BOOST_TEST(read({}).role == "Chat");
    BOOST_TEST(read({}).bot.empty());
    BOOST_TEST(!read({}).untracked);
}

BOOST_AUTO_TEST_CASE(usage_names_every_option)
{
    const auto text = usage();
    for (const auto* option : {"--with=read-markers", "--with=reactions", "--with=edits",
                               "--role=", "--bot=", "--no-accountability", "--key=", "--dry-run"})
        BOOST_TEST(text.find("\n  " + std::string(option)) != std::string::npos, option);
}

BOOST_AUTO_TEST_CASE(the_environment_counts_and_the_administrator_is_no_key)
{
    const auto one = read({}, {"DIRECTUS_IRCD_DIRECTUS_COLLECTION=talk", "DIRECTUS_IRCD_ADMIN_TOKEN=t"});
    BOOST_TEST(one.settings.shape.collection == "talk");
}

BOOST_AUTO_TEST_CASE(help_needs_nothing_else)
{
    BOOST_TEST(read({"--help", "--directus.url=nonsense"}).help);
}

BOOST_AUTO_TEST_CASE(a_bad_command_line)
{
    for (const std::vector<std::string>& bad :
         std::vector<std::vector<std::string>>{{"--key"},
                                               {"--key=string"},
                                               {"--nope"},
                                               {"--with"},
                                               {"--with=everything"},
                                               {"--role"},
                                               {"--role="},
                                               {"--bot"},
                                               {"--bot="},
                                               {"--bot=a bot"},
                                               {"--bot=" + std::string(31, 'b')},
                                               {"--no-accountability=yes"},
                                               {"--with=read-markers", "--directus.read_markers=messages"},
                                               {"--with=reactions", "--directus.reactions=messages"},
                                               {"--with=reactions", "--directus.reactions=read_markers"},
                                               {"--with=reactions", "--directus.reactions=directus_users"},
                                               {"extra"},
                                               {"--version"},
                                               {"--check-config"},
                                               {"--directus.collection=directus_users"},
                                               {"--directus.url=ftp://x"}})
        BOOST_CHECK_THROW(read(bad), server::config_error);
}

BOOST_AUTO_TEST_SUITE_END()
