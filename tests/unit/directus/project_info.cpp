#include "directus/project_info.hpp"

#include "unit/directus/expect.hpp"

#include <fmt/format.h>

namespace {

using directus::project_info;

const std::string logo = "8cbb43fe-4cdf-4991-8352-c461779cec02";

project_info read(const std::string& project)
{
    const auto found =
        directus::parse_project_info({200, fmt::format(R"({{"data":{{"project":{}}}}})", project), {}});
    BOOST_TEST_REQUIRE(found.has_value());
    return *found;
}

base::error_code refused(unsigned status, const std::string& body)
{
    const auto found = directus::parse_project_info({status, body, {}});
    BOOST_TEST_REQUIRE(!found.has_value());
    return found.error();
}

} // namespace

BOOST_AUTO_TEST_SUITE(project_info_)

BOOST_AUTO_TEST_CASE(name_description_and_logo_are_read)
{
    const auto found =
        read(R"({"project_name":"The Lab","project_descriptor":"Where we talk","project_logo":")" + logo +
             R"(","public_note":"x"})");
    BOOST_TEST((found == project_info{"The Lab", "Where we talk", logo}));
}

BOOST_AUTO_TEST_CASE(missing_members_and_other_types_are_empty)
{
    BOOST_TEST((read("{}") == project_info{}));
    BOOST_TEST(
        (read(R"({"project_name":null,"project_descriptor":7,"project_logo":["a"]})") == project_info{}));
    BOOST_TEST(
        (read(R"({"project_name":" \n\t","project_descriptor":"","project_logo":""})") == project_info{}));
}

BOOST_AUTO_TEST_CASE(texts_are_put_on_one_line)
{
    const auto found =
        read(R"({"project_name":"  The\r\n\u202eLab\u0000 ","project_descriptor":"a\u2028b\n\n\nc"})");
    BOOST_TEST(found.name == "The Lab");
    BOOST_TEST(found.description == "a b c");
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_behind_a_whole_character)
{
    std::string emoji;
    for (int n = 0; n < 200; ++n)
        emoji += "🚀";
    const auto found = read(
        fmt::format(R"({{"project_name":"{}","project_descriptor":"{}"}})", emoji, std::string(1000, 'x')));
    BOOST_TEST(found.name == emoji.substr(0, 60) + "…");
    BOOST_TEST(found.description == std::string(300, 'x') + "…");
    BOOST_TEST(read(fmt::format(R"({{"project_name":"{}"}})", std::string(61, 'x'))).name ==
               std::string(61, 'x'));
}

BOOST_AUTO_TEST_CASE(a_logo_that_is_no_uuid_is_none)
{
    for (const auto* id :
         {"../users/me", "8cbb43fe", "8cbb43fe-4cdf-4991-8352-c461779cec0 ", "?access_token=x"})
        BOOST_TEST(read(fmt::format(R"({{"project_logo":"{}"}})", id)).logo == "");
}

BOOST_AUTO_TEST_CASE(other_answers_are_malformed)
{
    const std::string good = R"({"data":{"project":{"project_name":"The Lab"}}})";
    for (const unsigned status : {204U, 302U, 401U, 403U, 500U})
        BOOST_TEST((refused(status, good) == base::errc::malformed));
    for (const auto* body :
         {"", "<html>", "{}", R"({"data":[]})", R"({"data":{"project":[]}})", R"({"data":{}})"})
        BOOST_TEST((refused(200, body) == base::errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
