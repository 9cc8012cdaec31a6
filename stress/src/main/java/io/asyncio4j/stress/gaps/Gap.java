package io.asyncio4j.stress.gaps;

/**
 * A place that the tests leave out.
 *
 * @param file the source file, from the folder of sources on: {@code io/asyncio4j/sync/Lock.java}
 * @param method its method, without parameters; a lambda is part of the method that it stands in
 * @param text the line, without the space around it: unlike a number, it stays the same when others are added above
 * @param what what is left out there
 */
record Gap(String file, String method, String text, String what) {

    /** The same place, as a list names it. */
    String place() {
        return file + " " + method + "\n> " + text;
    }

    @Override
    public String toString() {
        return place() + "\n- " + what;
    }
}
