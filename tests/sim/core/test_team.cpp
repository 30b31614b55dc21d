// Threads that wait for each other: nobody is left behind, and nobody waits for one that will not come.
#include "limen/core/team.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace limen;

TEST_CASE("after the barrier each member sees what all wrote before it, round after round") {
    for (const unsigned members : {1U, 2U, 5U}) {
        std::vector<int> written(members, -1);
        std::vector<int> wrong(members, 0);
        run_together(members, [&](unsigned member, Barrier& barrier) {
            for (int round = 0; round < 300; ++round) {
                written[member] = round;
                barrier.wait();
                for (const int value : written) wrong[member] += value != round ? 1 : 0;
                barrier.wait();
            }
        });
        for (const int count : wrong) CHECK(count == 0);
    }
}

TEST_CASE("a member that fails ends the others' wait, and its exception arrives") {
    for (const unsigned failing : {0U, 1U, 2U}) {
        int rounds = 0;
        CHECK_THROWS_WITH_AS(run_together(3,
                                          [&](unsigned member, Barrier& barrier) {
                                              for (int round = 0;; ++round) {
                                                  if (member == failing && round == 20)
                                                      throw std::runtime_error("lost");
                                                  barrier.wait();
                                                  if (member == (failing + 1) % 3) rounds = round + 1;
                                              }
                                          }),
                             "lost", std::runtime_error);
        // It may hear of the failure before it has left the round that all came to.
        CHECK(rounds >= 19);
        CHECK(rounds <= 20);
    }
}
