// Files that IRC clients send to the gateway over HTTP, kept in a real Directus.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto public_url = "https://chat.example";

// The role Chat may keep files, and read them.
struct with_files : private_directus {
    with_files()
    {
        const auto admin = project().admin();
        const auto policy = admin.get("/policies?fields=id&filter[name][_eq]=Chat").data().at(0)["id"].key();
        for (const auto* action : {"create", "read"})
            admin.post(
                "/permissions",
                fmt::format(R"({{"policy":"{}","collection":"directus_files","action":"{}","fields":["*"]}})",
                            policy.value(), action));
        folder = admin.post("/folders", R"({"name":"IRC"})").data()["id"].key().value();
    }

    std::string folder;
};

struct taking_files : with_files, scenario {
    taking_files()
        : scenario({"--irc.history=0", "--uploads.listen=127.0.0.1:0", "--uploads.url=http://127.0.0.1/up",
                    "--uploads.folder=" + folder, fmt::format("--directus.public_url={}", public_url)},
                   with_files::project())
    {
        const auto log = gateway.log();
        const std::string said = "event=uploads_listening addr=";
        const auto at = log.find(said);
        BOOST_REQUIRE_MESSAGE(at != std::string::npos, log);
        const auto begin = at + said.size();
        url = "http://" + log.substr(begin, log.find('\n', begin) - begin);
    }

    support::rest_answer send(const person& whose, const std::string& bytes) const
    {
        return support::rest(url, whose.token).call("POST", "/up", bytes);
    }

    std::string url;
};

} // namespace

BOOST_AUTO_TEST_SUITE(uploads)

BOOST_FIXTURE_TEST_CASE(a_file_is_its_senders_and_its_link_leads_to_it, taking_files)
{
    std::string bytes = "\x89PNG\r\n\r\n--directus-ircd-0--\r\n";
    bytes += std::string(200'000, '\0') + "\r\n";
    const auto answer = send(who.ada, bytes);
    BOOST_TEST_REQUIRE(answer.status == 201U, answer.text);
    const auto prefix = fmt::format("{}/assets/", public_url);
    BOOST_TEST_REQUIRE(answer.text.starts_with(prefix), answer.text);
    const auto path = "/assets/" + answer.text.substr(prefix.size(), answer.text.size() - prefix.size() - 1);

    BOOST_TEST((chat.as(who.ada).call("GET", path).text == bytes));
    const auto stored = chat.admin().get("/files?fields=uploaded_by,folder,filename_download,type,filesize");
    BOOST_TEST(stored.data().size() == 1U);
    const auto file = stored.data().at(0);
    BOOST_TEST(file["uploaded_by"].string().value_or("") == who.ada.id);
    BOOST_TEST(file["folder"].string().value_or("") == folder);
    BOOST_TEST(file["filename_download"].string().value_or("") == "file");
}

BOOST_FIXTURE_TEST_CASE(who_may_not_keep_files_is_told_so, taking_files)
{
    const auto answer = send(who.linus, "x");
    BOOST_TEST(answer.status == 403U);
    BOOST_TEST(answer.text == "you have no permission to upload files\n");
    auto nobody = who.ada;
    nobody.token = "wrong";
    BOOST_TEST(send(nobody, "x").status == 401U);
    BOOST_TEST(chat.admin().get("/files?fields=id").data().size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
