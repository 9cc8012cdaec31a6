package io.asyncio4j.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts of another process, for a terminal. */
class PrintableTest {

    @Test
    void controlCharacters_areQuestionMarks_andOthersStay() {
        assertThat(Printable.of("a\u001b[2J\nb \ud83d\ude00 ü")).isEqualTo("a?[2J?b \ud83d\ude00 ü");
    }

    @Test
    void whatTurnsTheDirectionOfWriting_isShownAsItsCode() {
        assertThat(Printable.of("a\u202eb\u2066c\u2069d\u200fe\u061cf\u202ag"))
                .isEqualTo("a<U+202E>b<U+2066>c<U+2069>d<U+200F>e<U+061C>f<U+202A>g");
    }
}
