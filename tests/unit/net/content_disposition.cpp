#include "net/content_disposition.hpp"

#include <boost/test/unit_test.hpp>

using net::file_name_of;

BOOST_AUTO_TEST_SUITE(net_content_disposition)

BOOST_AUTO_TEST_CASE(a_name_is_a_token_or_a_quoted_string)
{
    BOOST_TEST(file_name_of("attachment; filename=cat.png") == "cat.png");
    BOOST_TEST(file_name_of("attachment; filename=\"my cat.png\"") == "my cat.png");
    BOOST_TEST(file_name_of("attachment;FileName = \"a;b\\\"c.png\" ; size=3") == "a;b\"c.png");
    BOOST_TEST(file_name_of("form-data; name=\"filename\"; filename=\"x.txt\"") == "x.txt");
}

BOOST_AUTO_TEST_CASE(the_extended_name_is_the_better_one)
{
    BOOST_TEST(file_name_of("attachment; filename=\"EURO rates\"; filename*=utf-8''%e2%82%ac%20rates") ==
               "€ rates");
    BOOST_TEST(file_name_of("attachment; filename*=UTF-8'en'caf%C3%A9.txt; filename=cafe.txt") == "café.txt");
}

BOOST_AUTO_TEST_CASE(an_extended_name_that_is_none_is_passed_over)
{
    for (const auto* bad : {"iso-8859-1''%a3", "utf-8'%41", "utf-8''%4", "utf-8''%zz", "utf-8''", ""})
        BOOST_TEST(file_name_of(std::string("attachment; filename=\"plain.txt\"; filename*=") + bad) ==
                   "plain.txt");
}

BOOST_AUTO_TEST_CASE(directories_and_control_characters_are_left_out)
{
    BOOST_TEST(file_name_of("attachment; filename=\"../../etc/passwd\"") == "passwd");
    BOOST_TEST(file_name_of("attachment; filename=\"C:\\\\tmp\\\\x.png\"") == "x.png");
    BOOST_TEST(file_name_of("attachment; filename*=UTF-8''a%0D%0Ab%00c%7F.txt") == "abc.txt");
    BOOST_TEST(file_name_of("attachment; filename*=UTF-8''a%2Fb.txt") == "b.txt");
    BOOST_TEST(file_name_of("attachment; filename=\"..\"") == "");
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_repaired_and_what_is_too_long_is_cut)
{
    BOOST_TEST(file_name_of("attachment; filename=\"\xFF.txt\"") == "\xEF\xBF\xBD.txt");
    std::string long_one(net::longest_file_name - 1, 'a');
    BOOST_TEST(file_name_of("attachment; filename=\"" + long_one + "é\"") == long_one);
}

BOOST_AUTO_TEST_CASE(without_a_name_there_is_none)
{
    for (const auto* text : {"", "attachment", "attachment;", "attachment; filename", "attachment; filename=",
                             "inline; name=x", ";;;=;", "attachment; filename=\"", "filename=x"})
        BOOST_TEST(file_name_of(text) == "", text);
}

BOOST_AUTO_TEST_SUITE_END()
