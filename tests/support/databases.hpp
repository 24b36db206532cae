// PostgreSQL and Redis as child processes, for several Directus nodes on one database. Debian's packages of
// the group `cluster`; nothing of the system's own services is touched.
#pragma once

#include "support/child.hpp"
#include "support/directus_process.hpp"
#include "support/temporary_directory.hpp"

#include <signal.h>

#include <memory>
#include <string>
#include <vector>

namespace support {

// What both have in common: a port of their own, and several ways to be hurt.
class database_process {
public:
    virtual ~database_process() = default;

    void start(); // until it is ready; throws with its log where it does not get so
    void stop();
    void crash();
    void freeze() { signal_all(SIGSTOP); }
    void thaw() { signal_all(SIGCONT); }
    // What Directus has to know of it.
    virtual directus_process::variables settings() const = 0;

protected:
    database_process();
    virtual std::vector<std::string> command() const = 0;
    virtual std::string ready() const = 0; // what it logs then
    virtual int orderly_end() const = 0;   // the signal
    std::string directory() const { return directory_.path(); }
    std::string port() const { return std::to_string(port_); }

private:
    void signal_all(int number); // itself first, then its own children

    temporary_directory directory_;
    unsigned short port_;
    std::unique_ptr<child> running_;
};

class postgres_process : public database_process {
public:
    postgres_process(); // makes the database
    directus_process::variables settings() const override;

private:
    std::vector<std::string> command() const override;
    std::string ready() const override;
    int orderly_end() const override;
};

class redis_process : public database_process {
public:
    directus_process::variables settings() const override;

private:
    std::vector<std::string> command() const override;
    std::string ready() const override;
    int orderly_end() const override;
};

} // namespace support
