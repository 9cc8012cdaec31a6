package io.asyncio4j.stress.gaps;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place that the tests leave out.
 *
 * @param file the source file, from the folder of sources on: {@code io/asyncio4j/sync/Lock.java}
 * @param method its method, without parameters; a lambda is part of the method that it stands in
 * @param text the line, without the space around it: unlike a number, it stays the same when others are added above
 * @param what what is left out there
 */
record Gap(String file, String method, String text, String what) {

    static final String NOT_RUN = "not run";

    private static final Pattern BRANCHES = Pattern.compile("([0-9]+) of ([0-9]+) branches");

    /** What {@code missed} branches of {@code all} that were not taken are called. */
    static String branches(int missed, int all) {
        return missed + " of " + all + " branches";
    }

    /** The same place, as a list names it. */
    String place() {
        return file + " " + method + "\n> " + text;
    }

    /** Whether all that is left out in {@code other}, and maybe more, is left out in this one. */
    boolean covers(Gap other) {
        if (!place().equals(other.place())) {
            return false;
        }
        Matcher here = BRANCHES.matcher(what);
        Matcher there = BRANCHES.matcher(other.what);
        return what.equals(other.what)
                || what.equals(NOT_RUN) && there.matches()
                || here.matches() && there.matches() && here.group(2).equals(there.group(2))
                        && Integer.parseInt(here.group(1)) >= Integer.parseInt(there.group(1));
    }

    @Override
    public String toString() {
        return place() + "\n- " + what;
    }
}
