// Compares a machine's whole list of actions with what was expected, at the line of the test, and empties it;
// prints errors.
#pragma once

#include "base/errc.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <vector>

namespace base {

inline std::ostream& operator<<(std::ostream& out, errc code)
{
    return out << make_error_code(code).message();
}

} // namespace base

template <class Action>
void expect(std::vector<Action>& out, const std::vector<Action>& expected, int line = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << line)
    {
        BOOST_CHECK_EQUAL_COLLECTIONS(out.begin(), out.end(), expected.begin(), expected.end());
    }
    out.clear();
}
