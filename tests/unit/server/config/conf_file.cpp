// conf/directus-ircd.conf is the manual: it has to name every key, with its default, and nothing else.
#include "server/config/config.hpp"
#include "server/config/config_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <string>

BOOST_AUTO_TEST_SUITE(conf_file)

namespace {

const std::string path = DIRECTUS_IRCD_SOURCE "/conf/directus-ircd.conf";

// The keys that stand there commented out, as "#key = value".
std::map<std::string, std::string> documented()
{
    std::ifstream file(path);
    BOOST_REQUIRE(file);
    std::map<std::string, std::string> keys;
    std::string section;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('['))
            section = line.substr(1, line.find(']') - 1) + ".";
        const auto equals = line.find(" =");
        if (!line.starts_with('#') || line.starts_with("# ") || equals == std::string::npos)
            continue;
        keys[section + line.substr(1, equals - 1)] = equals + 3 > line.size() ? "" : line.substr(equals + 3);
    }
    return keys;
}

} // namespace

BOOST_AUTO_TEST_CASE(names_every_key_with_its_default)
{
    const auto found = documented();
    for (const auto& key : server::config_keys()) {
        const auto entry = found.find(std::string(key.name));
        BOOST_REQUIRE_MESSAGE(entry != found.end(), fmt::format("{} is not documented", key.name));
        BOOST_TEST(entry->second == key.fallback,
                   fmt::format("{} is documented as {}", key.name, entry->second));
    }
    BOOST_TEST(found.size() == server::config_keys().size());
}

BOOST_AUTO_TEST_CASE(is_read_as_it_stands)
{
    BOOST_CHECK_NO_THROW(server::read_command_line({"--config=" + path}, {}));
}

BOOST_AUTO_TEST_SUITE_END()
