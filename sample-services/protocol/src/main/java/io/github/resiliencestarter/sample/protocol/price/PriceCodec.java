package io.github.resiliencestarter.sample.protocol.price;

import java.util.List;

import io.github.resiliencestarter.sample.protocol.price.sbe.MessageHeaderDecoder;
import io.github.resiliencestarter.sample.protocol.price.sbe.MessageHeaderEncoder;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceQueryDecoder;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceQueryEncoder;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceReplyDecoder;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceReplyEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageCodec;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Codec of one connection for {@link PriceQuery} and {@link PriceReply}, on both sides.
 */
public final class PriceCodec extends ByteToMessageCodec<Object> {

	private static final int LENGTH = 4;

	private static final int MAX_LENGTH = 1024;

	private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

	private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();

	private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();

	private final PriceQueryEncoder queryEncoder = new PriceQueryEncoder();

	private final PriceQueryDecoder queryDecoder = new PriceQueryDecoder();

	private final PriceReplyEncoder replyEncoder = new PriceReplyEncoder();

	private final PriceReplyDecoder replyDecoder = new PriceReplyDecoder();

	private PriceCodec() {
	}

	/**
	 * Adds a codec to a pipeline, and the handlers of the length in front of each
	 * message.
	 * @param pipeline the pipeline
	 */
	public static void addTo(ChannelPipeline pipeline) {
		pipeline.addLast(new LengthFieldBasedFrameDecoder(MAX_LENGTH, 0, LENGTH, 0, LENGTH),
				new LengthFieldPrepender(LENGTH), new PriceCodec());
	}

	@Override
	protected void encode(ChannelHandlerContext context, Object message, ByteBuf out) {
		out.ensureWritable(MAX_LENGTH);
		this.buffer.wrap(out.nioBuffer(out.writerIndex(), MAX_LENGTH));
		int length;
		if (message instanceof PriceQuery query) {
			length = this.queryEncoder.wrapAndApplyHeader(this.buffer, 0, this.headerEncoder)
				.queryId(query.id())
				.sku(query.sku())
				.encodedLength();
		}
		else {
			PriceReply reply = (PriceReply) message;
			length = this.replyEncoder.wrapAndApplyHeader(this.buffer, 0, this.headerEncoder)
				.queryId(reply.id())
				.cents(reply.cents())
				.status(reply.status())
				.instance(reply.instance())
				.encodedLength();
		}
		out.writerIndex(out.writerIndex() + MessageHeaderEncoder.ENCODED_LENGTH + length);
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		int length = in.readableBytes();
		if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
			throw new CorruptedFrameException("A message of " + length + " bytes has no header");
		}
		this.buffer.wrap(in.nioBuffer(in.readerIndex(), length));
		this.headerDecoder.wrap(this.buffer, 0);
		if (this.headerDecoder.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
			throw new CorruptedFrameException("Unknown schema " + this.headerDecoder.schemaId());
		}
		try {
			out.add(read());
		}
		catch (IndexOutOfBoundsException ex) {
			throw new CorruptedFrameException("A message of " + length + " bytes is too short", ex);
		}
		in.skipBytes(length);
	}

	private Object read() {
		return switch (this.headerDecoder.templateId()) {
			case PriceQueryDecoder.TEMPLATE_ID -> {
				this.queryDecoder.wrapAndApplyHeader(this.buffer, 0, this.headerDecoder);
				yield new PriceQuery(this.queryDecoder.queryId(), this.queryDecoder.sku());
			}
			case PriceReplyDecoder.TEMPLATE_ID -> {
				this.replyDecoder.wrapAndApplyHeader(this.buffer, 0, this.headerDecoder);
				yield new PriceReply(this.replyDecoder.queryId(), this.replyDecoder.status(), this.replyDecoder.cents(),
						this.replyDecoder.instance());
			}
			default -> throw new CorruptedFrameException("Unknown message " + this.headerDecoder.templateId());
		};
	}

}
