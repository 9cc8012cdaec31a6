package io.asyncio4j.tests.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.inspect.PrintableText;
import org.junit.jupiter.api.Test;

/** Texts that may hold anything, for a terminal. */
class PrintableTextTest {

    @Test
    void controlCharacters_areQuestionMarks_andOthersStay() {
        assertThat(PrintableText.of("a\u001b[2J\nb \ud83d\ude00 \u00fc\u009b"))
                .isEqualTo("a?[2J?b \ud83d\ude00 \u00fc?");
        assertThat(PrintableText.of("\ud83d\ude00 plain")).isEqualTo("\ud83d\ude00 plain");
    }

    @Test
    void whatTurnsTheDirectionOfWriting_isShownAsItsCode() {
        assertThat(PrintableText.of("a\u202eb\u2066c\u2069d\u200fe\u061cf\u202ag\u200eh"))
                .isEqualTo("a<U+202E>b<U+2066>c<U+2069>d<U+200F>e<U+061C>f<U+202A>g<U+200E>h");
        assertThat(PrintableText.of("\u2029\u202f\u2065\u206a\u2010")).as("their neighbours")
                .isEqualTo("\u2029\u202f\u2065\u206a\u2010");
    }
}
