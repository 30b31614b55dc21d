"""Writes sounds that are named as the recordings of the Free Spoken Digit Dataset: two speakers say ten digits eight times.

Usage: make_digits.py FOLDER. A "digit" is a chirp of its own in noise, so that the data set itself need not be there.
"""

import pathlib
import sys
import wave

import numpy

RATE = 8000


def sound(digit, pitch, random):
    seconds = random.uniform(0.25, 0.4)
    time = numpy.arange(int(seconds * RATE)) / RATE
    frequency = pitch * (300 + 150 * digit + 600 * (digit % 2) * time / seconds)
    samples = numpy.sin(2 * numpy.pi * numpy.cumsum(frequency) / RATE) * numpy.hanning(len(time))
    return (20000 * samples + 300 * random.standard_normal(len(time))).astype("<i2")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(1)
    for digit in range(10):
        for speaker, pitch in (("alto", 1.2), ("bass", 0.9)):
            for number in range(8):
                with wave.open(str(folder / f"{digit}_{speaker}_{number}.wav"), "wb") as file:
                    file.setnchannels(1)
                    file.setsampwidth(2)
                    file.setframerate(RATE)
                    file.writeframes(sound(digit, pitch, random).tobytes())


if __name__ == "__main__":
    main()
