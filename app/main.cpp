// The `limen` command.
#include <csignal>
#include <cstdlib>

#include "commands.hpp"
#include "interrupt.hpp"

int main(int argc, char** argv) {
    // Before there is any other thread.
    limen::app::hear_interrupts();
    // A reader that goes away, as in `limen inspect run.h5 | head`, is told apart from a full disk in output.cpp.
    std::signal(SIGPIPE, SIG_IGN);
    // A file that grows too large is a failed write like any other.
    std::signal(SIGXFSZ, SIG_IGN);
    // OpenBLAS, which a plugin may bring, would start a thread for each core that spins while the simulation wants it.
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    return limen::app::run_command_line(argc, argv);
}
