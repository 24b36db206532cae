// The tables of limits and of attacks name the test that shows each: they have to be there.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace {

const std::string root = DIRECTUS_IRCD_SOURCE;

std::string text_of(const std::filesystem::path& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> sources_of(const std::string& kind)
{
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root + "/tests/" + kind))
        if (entry.path().extension() == ".cpp")
            all.push_back(text_of(entry.path()));
    return all;
}

bool holds(const std::string& source, const std::string& macro, const std::string& name)
{
    return source.find(macro + "(" + name + ")") != std::string::npos ||
           source.find(macro + "(" + name + ",") != std::string::npos;
}

// How many tests the text names. They are looked for.
std::size_t tests_named_in(const std::string& text)
{
    std::map<std::string, std::vector<std::string>> sources;
    for (const auto* kind : {"unit", "io", "e2e"})
        sources[kind] = sources_of(kind);
    const std::regex test("`(unit|io|e2e) ([a-z0-9_]+)/([a-z0-9_]+)`");
    std::size_t count = 0;
    for (std::sregex_iterator one(text.begin(), text.end(), test), end; one != end; ++one, ++count) {
        bool found = false;
        for (const auto& source : sources[(*one)[1]])
            found =
                found || (holds(source, "TEST_SUITE", (*one)[2]) && holds(source, "TEST_CASE", (*one)[3]));
        BOOST_TEST(found, one->str() << " does not exist");
    }
    return count;
}

} // namespace

BOOST_AUTO_TEST_SUITE(limits_table)

BOOST_AUTO_TEST_CASE(its_tests_are_there)
{
    auto table = text_of(root + "/README.md");
    const auto begin = table.find("### Limits");
    BOOST_REQUIRE(begin != std::string::npos);
    table = table.substr(begin, table.find("\n## ", begin) - begin);
    BOOST_TEST(tests_named_in(table) > 40U);
}

BOOST_AUTO_TEST_CASE(the_tests_of_attacks_are_there)
{
    BOOST_TEST(tests_named_in(text_of(root + "/tests/HOSTILE.md")) > 40U);
}

BOOST_AUTO_TEST_SUITE_END()
