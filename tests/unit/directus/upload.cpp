#include "directus/upload.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;

namespace {

const base::secret token("token");

std::string boundary_of(const upload::form& sent)
{
    constexpr std::string_view before = "multipart/form-data; boundary=";
    BOOST_REQUIRE(sent.request.type.starts_with(before));
    return sent.request.type.substr(before.size());
}

} // namespace

BOOST_AUTO_TEST_SUITE(directus_upload)

BOOST_AUTO_TEST_CASE(an_upload_is_a_form_with_the_file)
{
    const auto sent = upload::make(token, {"my \"cat\".png", "image/png"}, "");
    BOOST_TEST(sent.request.method == "POST");
    BOOST_TEST(sent.request.target == "/files?fields=id");
    BOOST_TEST((sent.request.bearer == token));
    BOOST_TEST(sent.request.body.empty());
    const auto boundary = boundary_of(sent);
    BOOST_TEST(sent.before ==
               "--" + boundary +
                   "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"my %22cat%22.png\"\r\n"
                   "Content-Type: image/png\r\n\r\n");
    BOOST_TEST(sent.behind == "\r\n--" + boundary + "--\r\n");
}

// Directus takes only what comes before the file as being about it.
BOOST_AUTO_TEST_CASE(the_folder_comes_first)
{
    const auto sent = upload::make(token, {"a", "text/plain"}, "5d9d6a0e");
    const auto boundary = boundary_of(sent);
    BOOST_TEST(sent.before.starts_with(
        "--" + boundary + "\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n5d9d6a0e\r\n--" +
        boundary + "\r\n"));
}

// A file of many boundaries must not be searched for one that it lacks.
BOOST_AUTO_TEST_CASE(a_boundary_cannot_be_guessed)
{
    const auto one = boundary_of(upload::make(token, {"a", "text/plain"}, ""));
    const auto other = boundary_of(upload::make(token, {"a", "text/plain"}, ""));
    BOOST_TEST(one != other);
    BOOST_TEST(one.size() == std::string_view("directus-ircd-").size() + 32);
}

BOOST_AUTO_TEST_CASE(the_answer_names_the_file_to_those_who_may_read_it)
{
    BOOST_TEST((upload::parse({200, R"({"data":{"id":"5d9d6a0e"}})", ""}).value() == "5d9d6a0e"));
    BOOST_TEST((upload::parse({204, "", ""}).value() == std::nullopt));
    const auto error_of = [](unsigned status, const char* body) {
        return upload::parse({status, body, ""}).error();
    };
    BOOST_TEST((error_of(200, R"({"data":{}})") == base::errc::malformed));
    BOOST_TEST(
        (error_of(403, R"({"errors":[{"extensions":{"code":"FORBIDDEN"}}]})") == base::errc::forbidden));
    BOOST_TEST((error_of(413, R"({"errors":[{"extensions":{"code":"CONTENT_TOO_LARGE"}}]})") ==
                base::errc::invalid_payload));
}

BOOST_AUTO_TEST_CASE(a_link_ends_in_the_name)
{
    BOOST_TEST(upload::link("https://d/assets/", "5d9d", "my cat.png") ==
               "https://d/assets/5d9d/my%20cat.png");
    BOOST_TEST(upload::link("https://d/assets/", "5d9d", "") == "https://d/assets/5d9d");
}

BOOST_AUTO_TEST_SUITE_END()
