package io.asyncio4j.monitor.internal.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** JSON that may stand in a script element. */
class JsonOutTest {

    @Test
    void whatIsWritten_canBeRead_andIsNoHtml() throws Exception {
        String text = "</script> & \" \\ \n\t\0\u007f\u2028\u2029 \ud83d\ude00 \ud800 ü";
        var out = new StringWriter();
        var json = new JsonOut(out);
        json.beginObject();
        json.field("text", text);
        json.beginArray("list");
        json.value(1);
        json.value(text);
        json.endArray();
        json.beginObject("empty");
        json.endObject();
        json.field("tiny", 0.001);
        json.field("large", 123_456_789_012.5);
        json.endObject();
        assertThat(out.toString()).doesNotContain("<", ">", "&", "\n", "\0", "\u2028", "\ud800");
        var read = new ObjectMapper().readTree(out.toString());
        assertThat(read.get("text").asText()).isEqualTo(text);
        assertThat(read.get("list").get(1).asText()).isEqualTo(text);
        assertThat(read.get("list").get(0).asInt()).isEqualTo(1);
        assertThat(read.get("empty")).isEmpty();
        assertThat(read.get("tiny").asDouble()).isEqualTo(0.001);
        assertThat(read.get("large").asDouble()).isEqualTo(123_456_789_012.5);
    }

    @Test
    void whatTurnsTheDirectionOfWriting_isShownAsItsCode() throws Exception {
        var out = new StringWriter();
        new JsonOut(out).value("a\u202eb\u2066c\u2069d\u200fe\u061cf");
        assertThat(new ObjectMapper().readTree(out.toString()).asText())
                .isEqualTo("a<U+202E>b<U+2066>c<U+2069>d<U+200F>e<U+061C>f");
    }
}
