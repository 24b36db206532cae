#include "server/config/config.hpp"

#include "server/config/config_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

BOOST_AUTO_TEST_SUITE(config)

namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

// A configuration file for as long as the test runs.
struct file {
    explicit file(const std::string& text)
        : path((std::filesystem::temp_directory_path() /
                ("directus-ircd-test-" + std::to_string(::getpid()) + ".conf"))
                   .string())
    {
        std::ofstream(path, std::ios::binary) << text;
    }
    ~file() { std::filesystem::remove(path); }
    file(const file&) = delete;
    file& operator=(const file&) = delete;

    std::string path;
};

server::config read(const strings& arguments, const strings& environment = {})
{
    auto all = arguments;
    if (std::ranges::none_of(all, [](const auto& one) { return one.starts_with("--config"); }))
        all.push_back("--config=/dev/null"); // not the machine's own
    return server::read_command_line(all, environment).settings;
}

server::config read_text(const std::string& text)
{
    const file one(text);
    return read({"--config=" + one.path});
}

// What is wrong, or "" where nothing is.
std::string error_of(const strings& arguments, const strings& environment = {})
{
    try {
        read(arguments, environment);
        return "";
    } catch (const server::config_error& error) {
        return error.what();
    }
}

// The same for a file, whose name is left out.
std::string error_in(const std::string& text)
{
    const file one(text);
    auto error = error_of({"--config=" + one.path});
    if (error.starts_with(one.path))
        error.erase(0, one.path.size());
    return error;
}

} // namespace

BOOST_AUTO_TEST_CASE(defaults)
{
    const auto got = read({});
    BOOST_TEST((got.listen == std::vector<server::listen_address>{{"127.0.0.1", 6667}}));
    BOOST_TEST(got.room.server_name == "irc.directus");
    BOOST_TEST(got.room.channel == "#messages");
    BOOST_TEST(got.room.topic == "");
    BOOST_TEST(got.room.motd ==
               strings{"Welcome. The channel #messages is the chat of this Directus project"});
    BOOST_TEST(got.room.history == 100u);
    BOOST_TEST((got.ping_after == 90s));
    BOOST_TEST((got.ping_timeout == 150s));
    BOOST_TEST((got.flood_interval == 500ms));
    BOOST_TEST((got.queue_age == 10min));
    BOOST_TEST(got.url.str() == "http://127.0.0.1:8055");
    BOOST_TEST(got.public_url == "http://127.0.0.1:8055");
    BOOST_TEST(got.shape.collection == "messages");
    BOOST_TEST(got.shape.author == "user_created");
    BOOST_TEST((got.feed == server::feed_mode::automatic));
    BOOST_TEST(!got.allow_plaintext_login);
    BOOST_TEST((got.room.account == bridge::account_kind::short_id));
    BOOST_TEST(!got.room.names_by_permission);
    BOOST_TEST((got.room.formatting == bridge::formatting::automatic));
}

BOOST_AUTO_TEST_CASE(filter_and_defaults_may_be_several)
{
    const auto got =
        read_text("[directus]\nfilter = status=published|pinned, channel=3\nfilter = spam!=true\n"
                  "defaults = status=published\n");
    BOOST_TEST((got.shape.filter == std::vector<directus::condition>{{"status", {"published", "pinned"}},
                                                                     {"channel", {"3"}},
                                                                     {"spam", {"true"}, true}}));
    BOOST_TEST((got.shape.defaults == std::vector<directus::field_value>{{"status", "published"}}));
    BOOST_TEST(read({}).shape.filter.empty());
    BOOST_TEST(read_text("[directus]\nfilter =\ndefaults =\n").shape.filter.empty());
}

BOOST_AUTO_TEST_CASE(a_filter_that_does_not_parse_is_named_with_its_line)
{
    BOOST_TEST(error_in("[directus]\nfilter = status\n") ==
               ":2: directus.filter: \"status\" is not field=value, field=one|another or field!=value");
    BOOST_TEST(error_in("[directus]\n\nfilter = status=a, b<3\n") ==
               ":3: directus.filter: \"b<3\" is not field=value, field=one|another or field!=value");
    BOOST_TEST(error_in("[directus]\ndefaults = status!=a\n") ==
               ":2: directus.defaults: \"status!=a\" is not field=value");
}

BOOST_AUTO_TEST_CASE(the_command_line_comes_before_the_environment_before_the_file)
{
    const file one("[irc]\nchannel = #file\ntopic = file\nnetwork = file\n");
    const auto got =
        read({"--config=" + one.path, "--irc.channel=#line"},
             {"DIRECTUS_IRCD_IRC_CHANNEL=#variable", "DIRECTUS_IRCD_IRC_TOPIC=variable", "PATH=/bin"});
    BOOST_TEST(got.room.channel == "#line");
    BOOST_TEST(got.room.topic == "variable");
    BOOST_TEST(got.room.network == "file");
}

BOOST_AUTO_TEST_CASE(the_file)
{
    const auto got =
        read_text("# a comment\n; another\n\nlogin_domain = d.example\r\n"
                  "[irc]\n\tlisten=127.0.0.1:6700\nlisten = [::1]:6700\n  topic =  a = b # c  \nmotd = one\n"
                  "motd = two\n"
                  "[ directus ]\nurl = https://d.example/cms/\nfeed = per-user\n[log]\nlevel = debug");
    BOOST_TEST(got.login_domain == "d.example");
    BOOST_TEST((got.listen == std::vector<server::listen_address>{{"127.0.0.1", 6700}, {"::1", 6700}}));
    BOOST_TEST(got.room.topic == "a = b # c");
    BOOST_TEST(got.room.motd == (strings{"one", "two"}));
    BOOST_TEST(got.url.str() == "https://d.example/cms");
    BOOST_TEST((got.feed == server::feed_mode::per_user));
    BOOST_TEST((got.log_level == base::log::level::debug));
}

BOOST_AUTO_TEST_CASE(bots_are_ids_and_addresses)
{
    const std::string id = "8f3a1c2b-0000-4000-8000-000000000001";
    BOOST_TEST(read({}).room.bots == strings{});
    BOOST_TEST(read_text("[irc]\nbots =\n").room.bots == strings{});
    BOOST_TEST(read({"--irc.bots=" + id + " , bot@d.example,"}).room.bots == (strings{id, "bot@d.example"}));
    for (const std::string wrong : {"bot", "a b@d.example", "8f3a1c2b"})
        BOOST_TEST(error_of({"--irc.bots=bot@d.example, " + wrong})
                       .ends_with("\"" + wrong + "\" is neither a user's id nor an e-mail address"));
    BOOST_TEST(error_of({"--irc.bots=bot@d.example,,"})
                   .ends_with("\"\" is neither a user's id nor an e-mail address"));
}

BOOST_AUTO_TEST_CASE(fields_that_a_collection_need_not_have)
{
    BOOST_TEST(read({}).shape.editor == "");
    BOOST_TEST(read({}).shape.reply == "");
    const auto got = read({"--directus.user_updated=user_updated", "--directus.reply_field=reply_to"});
    BOOST_TEST(got.shape.editor == "user_updated");
    BOOST_TEST(got.shape.reply == "reply_to");
    BOOST_TEST(read_text("[directus]\nreply_field =\n").shape.reply == "");
    BOOST_TEST(error_of({"--directus.reply_field=a b"}) ==
               "command line: directus.reply_field: \"a b\" is not the name of a collection or field");
}

BOOST_AUTO_TEST_CASE(errors_of_the_file_name_its_line)
{
    BOOST_TEST(error_in("[irc]\n\nchanel = #x\n") == ":3: unknown key irc.chanel; did you mean irc.channel?");
    BOOST_TEST(error_in("channel = #x\n") == ":1: unknown key channel; did you mean irc.channel?");
    BOOST_TEST(error_in("[irc\n") == ":1: a section is [name]");
    BOOST_TEST(error_in("[irc]\nchannel #x\n") == ":2: expected key = value");
    BOOST_TEST(error_in("[irc]\nchannel = #x\nchannel = #y\n") == ":3: irc.channel was given before");
    BOOST_TEST(error_in("[irc]\nhistory = many\n") ==
               ":2: irc.history: \"many\" is not a number from 0 to 1000");
    BOOST_TEST(error_in("[irc]\nlisten = 127.0.0.1:1\nlisten = 127.0.0.1\n") ==
               ":3: irc.listen: \"127.0.0.1\" is not address:port");
    BOOST_TEST(error_in("[irc]\ntopic = \xff\n") == ":2: irc.topic: is not valid UTF-8");
    BOOST_TEST(error_of({"--config=/nonexistent/x.conf"}) ==
               "/nonexistent/x.conf: No such file or directory");
    BOOST_TEST(error_of({"--config=/"}) != "");
}

BOOST_AUTO_TEST_CASE(every_mistake_is_reported)
{
    const auto told = error_of({"--irc.history=many", "--irc.ping_after=200"},
                               {"DIRECTUS_IRCD_X=1", "DIRECTUS_IRCD_IRC_CHANNEL=x"});
    BOOST_TEST(told == "environment: unknown variable DIRECTUS_IRCD_X\n"
                       "environment: irc.channel: \"x\" is not a channel name: # and up to 63 bytes\n"
                       "command line: irc.history: \"many\" is not a number from 0 to 1000\n"
                       "irc.ping_timeout must be more than irc.ping_after");
    BOOST_TEST(
        error_in("[irc\nchanel = #x\nhistory\n[tls]\nkey = k\n")
            .ends_with(":3: expected key = value\nthere have to be as many tls.certificate as tls.key"));
}

BOOST_AUTO_TEST_CASE(the_environment)
{
    const auto got = read({}, {"DIRECTUS_IRCD_LOGIN_DOMAIN=d.example",
                               "DIRECTUS_IRCD_DIRECTUS_PUBLIC_URL=https://d.example/",
                               "DIRECTUS_IRCD_IRC_MOTD=", "DIRECTUS_IRCD_ADMIN_TOKEN=of the set-up"});
    BOOST_TEST(got.login_domain == "d.example");
    BOOST_TEST(got.public_url == "https://d.example");
    BOOST_TEST(got.room.motd.empty());
    BOOST_TEST(error_of({}, {"DIRECTUS_IRCD_IRC_CHANEL=#x"}) ==
               "environment: unknown variable DIRECTUS_IRCD_IRC_CHANEL; did you mean "
               "DIRECTUS_IRCD_IRC_CHANNEL?");
    BOOST_TEST(error_of({}, {"DIRECTUS_IRCD_IRC_CHANNEL=x"}) ==
               "environment: irc.channel: \"x\" is not a channel name: # and up to 63 bytes");
}

BOOST_AUTO_TEST_CASE(the_command_line)
{
    const auto got = read(
        {"--irc.listen=0.0.0.0:1", "--irc.listen", "[::]:0", "--account=email", "--irc.names=by-permission"});
    BOOST_TEST(got.room.names_by_permission);
    BOOST_TEST(error_of({"--irc.names=no"}) ==
               "command line: irc.names: \"no\" is neither shared nor by-permission");
    BOOST_TEST((got.listen == std::vector<server::listen_address>{{"0.0.0.0", 1}, {"::", 0}}));
    BOOST_TEST((got.room.account == bridge::account_kind::email));
    BOOST_TEST(error_of({"--irc.chanel=#x"}).starts_with("command line: "));
    BOOST_TEST(error_of({"--irc.chanel=#x"}).ends_with("; did you mean irc.channel?"),
               error_of({"--irc.chanel=#x"}));
    BOOST_TEST(error_of({"stray"}).starts_with("command line: "));
    BOOST_TEST(error_of({"--irc.channel"}).starts_with("command line: "));
    BOOST_TEST(read({"--irc.timezone=Europe/Berlin"}).time_zone == "Europe/Berlin");
    BOOST_TEST(
        error_of({"--irc.timezone=Mars/Olympus"}) ==
        "command line: irc.timezone: \"Mars/Olympus\" is no time zone of this system, such as Europe/Berlin");
    BOOST_TEST(error_of({"--account=both"}) == "command line: account: \"both\" is none of short, id, email");
}

BOOST_AUTO_TEST_CASE(what_the_command_line_asks_for_besides)
{
    BOOST_TEST(server::read_command_line({"--help", "--irc.channel=x"}, {}).help);
    BOOST_TEST(server::read_command_line({"--version"}, {}).version);
    BOOST_TEST(server::read_command_line({"--config=/dev/null", "--check-config"}, {}).check);
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be)
{
    for (const auto* one : {"--irc.listen=localhost:6667",
                            "--irc.listen=127.0.0.1:65536",
                            "--irc.listen=127.0.0.1:",
                            "--irc.listen=:6667",
                            "--irc.listen=::1",
                            "--irc.listen=unix:irc",
                            "--irc.listen_tls=6697",
                            "--irc.websocket_origins=chat.example.com",
                            "--irc.websocket_origins=https://chat.example.com/",
                            "--irc.proxies=10.0.0.0/33",
                            "--irc.proxies=proxy",
                            "--tls.sts=-1",
                            "--irc.connections=0",
                            "--irc.channel=#",
                            "--irc.channel=#a,b",
                            "--irc.channel=#a b",
                            "--irc.server_name=a b",
                            "--irc.server_name=a!b",
                            "--irc.history=1001",
                            "--irc.history=-1",
                            "--irc.history=+1",
                            "--irc.history=1x",
                            "--irc.flood_burst=0",
                            "--irc.sendq=1",
                            "--irc.queue_age=0",
                            "--directus.url=d.example",
                            "--directus.url=ftp://d.example",
                            "--directus.url=http://u:p@d.example",
                            "--directus.public_url=nowhere",
                            "--directus.collection=a/b",
                            "--field.key=a b",
                            "--directus.feed=shared",
                            "--allow_plaintext_login=true",
                            "--log.level=loud",
                            "--login_domain=@d.example",
                            "--login_domain=a b",
                            "--directus.login_concurrency=65",
                            "--status.listen=unix:/run/status",
                            "--uploads.listen=unix:/run/uploads",
                            "--uploads.url=nowhere",
                            "--uploads.url=https://d.example/a b",
                            "--uploads.url=https://d.example/a=b",
                            "--uploads.folder=a/b",
                            "--uploads.largest=0"}) {
        const std::string text(one);
        const auto key = text.substr(2, text.find('=') - 2);
        BOOST_TEST(error_of({text}).starts_with("command line: " + key + ": "),
                   text + ": " + error_of({text}));
    }
    BOOST_TEST(error_of({"--irc.network=" + std::string(65, 'n')}) != "");
    BOOST_TEST(error_of({"--irc.server_name=" + std::string(64, 's')}) != "");
    BOOST_TEST(error_of({"--irc.channel=#" + std::string(64, 'c')}) != "");
    BOOST_TEST(error_of({"--irc.topic=a\nb"}) == "command line: irc.topic: holds a line break or NUL");
    BOOST_TEST(error_of({"--uploads.listen=127.0.0.1:8080"}) ==
               "uploads.listen needs uploads.url: clients have to be told where that is");
    BOOST_TEST(error_of({"--irc.ping_after=150"}) == "irc.ping_timeout must be more than irc.ping_after");
}

BOOST_AUTO_TEST_CASE(listening_in_other_ways)
{
    const auto got =
        read({"--irc.listen", "", "--irc.listen_tls=[::]:6697", "--irc.listen_websocket=unix:/run/ws",
              "--tls.certificate=a", "--tls.certificate=b", "--tls.key=c", "--tls.key=d",
              "--irc.proxies=10.0.0.0/8", "--irc.proxies=unix", "--irc.websocket_origins=*"});
    BOOST_TEST(got.listen.empty());
    BOOST_TEST((got.listen_tls == std::vector<server::listen_address>{{"::", 6697}}));
    BOOST_TEST((got.listen_websocket == std::vector<server::listen_address>{{"", 0, "/run/ws"}}));
    BOOST_TEST((got.certificates == std::vector<net::server_certificates::files>{{"a", "c"}, {"b", "d"}}));
    BOOST_TEST((got.proxies == std::vector{*net::network::parse("10.0.0.0/8")}));
    BOOST_TEST(got.unix_is_proxy);
    BOOST_TEST(got.websocket_origins == strings{"*"});
    BOOST_TEST(error_of({"--irc.listen_tls=[::]:6697"}) ==
               "irc.listen_tls and irc.listen_websocket_tls need tls.certificate and tls.key");
    BOOST_TEST(error_of({"--tls.certificate=a", "--tls.certificate=b", "--tls.key=c"}) ==
               "there have to be as many tls.certificate as tls.key");
}

BOOST_AUTO_TEST_CASE(values_at_their_limits)
{
    BOOST_TEST(error_of({"--irc.channel=#" + std::string(63, 'c')}) == "");
    BOOST_TEST(error_of({"--irc.server_name=" + std::string(63, 's')}) == "");
    BOOST_TEST(error_of({"--irc.network=" + std::string(64, 'n')}) == "");
    BOOST_TEST(error_of({"--irc.history=0", "--irc.history=1000"}) == "");
    BOOST_TEST(error_of({"--irc.listen=[::1]:65535"}) == "");
}

BOOST_AUTO_TEST_CASE(the_default_message_of_the_day_names_the_channel)
{
    BOOST_TEST(read({"--irc.channel=#chat"}).room.motd ==
               strings{"Welcome. The channel #chat is the chat of this Directus project"});
    BOOST_TEST(read({"--irc.channel=#chat", "--irc.motd=Hi from #messages"}).room.motd ==
               strings{"Hi from #messages"});
}

BOOST_AUTO_TEST_CASE(every_key_stands_in_the_usage_and_its_default_is_valid)
{
    const auto text = server::usage();
    for (const auto& key : server::config_keys()) {
        BOOST_TEST(text.find("--" + std::string(key.name) + "=") != std::string::npos);
        server::config scratch;
        BOOST_CHECK_NO_THROW(key.set(scratch, {std::string(key.fallback)}));
    }
}

BOOST_AUTO_TEST_CASE(how_the_log_is_written)
{
    BOOST_TEST((read({}).log_format == base::log::layout::logfmt));
    BOOST_TEST((read({"--log.format=json"}).log_format == base::log::layout::json));
    BOOST_TEST(error_of({"--log.format=xml"}) ==
               "command line: log.format: \"xml\" is neither logfmt nor json");
}

BOOST_AUTO_TEST_CASE(a_token_in_a_file)
{
    const file token("static token\n");
    std::filesystem::permissions(token.path, std::filesystem::perms::owner_read);
    const auto got = read({"--directus.service_token_file=" + token.path});
    BOOST_TEST((got.service_token == base::secret("static token")));
    BOOST_TEST(got.warnings.empty());
    BOOST_TEST((read({}, {"DIRECTUS_IRCD_DIRECTUS_SERVICE_TOKEN_FILE=" + token.path}).service_token ==
                base::secret("static token")));
    std::filesystem::permissions(token.path, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    const strings expected{"directus.service_token_file: every user of this machine may read " + token.path};
    BOOST_TEST(read({"--directus.service_token_file=" + token.path}).warnings == expected,
               boost::test_tools::per_element());

    BOOST_TEST(error_of({"--directus.service_token_file=" + token.path, "--directus.service_token=other"}) ==
               "directus.service_token and directus.service_token_file: give one of them");
    BOOST_TEST(error_of({"--directus.service_token_file=/nonexistent"}) ==
               "directus.service_token_file: /nonexistent: No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
