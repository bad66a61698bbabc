package io.github.resiliencestarter.sample.protocol.price;

import java.util.HexFormat;

import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PriceCodec}.
 */
class PriceCodecTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	PriceCodecTests() {
		PriceCodec.addTo(this.channel.pipeline());
	}

	@Test
	void readsWhatItHasWritten() {
		PriceQuery query = new PriceQuery(7, "mug-1");
		PriceReply reply = new PriceReply(7, PriceStatus.OK, 1290, "pricing-2");
		this.channel.writeOutbound(query, reply);
		this.channel.writeInbound(written());
		assertThat((Object) this.channel.readInbound()).isEqualTo(query);
		assertThat((Object) this.channel.readInbound()).isEqualTo(reply);
	}

	@Test
	void readsMessagesThatComeInPieces() {
		PriceQuery query = new PriceQuery(7, "mug-1");
		this.channel.writeOutbound(query, query);
		ByteBuf bytes = written();
		while (bytes.isReadable()) {
			this.channel.writeInbound(bytes.readBytes(1));
		}
		assertThat((Object) this.channel.readInbound()).isEqualTo(query);
		assertThat((Object) this.channel.readInbound()).isEqualTo(query);
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000002 0100", "00000008 1000010012000000", "00000008 1000090011000000",
			"00000009 100001001100000000", "7fffffff 00" })
	void rejectsAnythingElse(String hex) {
		ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
		assertThatExceptionOfType(DecoderException.class).isThrownBy(() -> this.channel.writeInbound(bytes));
	}

	private ByteBuf written() {
		ByteBuf all = Unpooled.buffer();
		ByteBuf part = this.channel.readOutbound();
		while (part != null) {
			all.writeBytes(part);
			part = this.channel.readOutbound();
		}
		return all;
	}

}
