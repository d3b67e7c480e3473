// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.tcp.netty.TcpClientConnector;
import org.eclipse.californium.elements.tcp.netty.TcpServerConnector;

/// The Capabilities and Settings Message that each side must send first (RFC 8323 §5.3) and Californium
/// does not: its connectors here say it for it. It drops those that it receives.
final class Settings extends ChannelInboundHandlerAdapter {
  private static final int BLOCK_BYTES = 1024;
  private static final int BESIDE_BYTES = 128;

  private final byte[] message;

  private Settings(byte[] message) {
    this.message = message.clone();
  }

  /// Says that messages of so many blocks are taken; one block needs no saying.
  static byte[] of(int blocks) {
    int bytes = blocks * BLOCK_BYTES + BESIDE_BYTES;
    return HexFormat.of().parseHex(blocks == 1 ? "10e140" : "40e122%04x20".formatted(bytes));
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    var _ = context.writeAndFlush(Unpooled.wrappedBuffer(message.clone()));
    super.channelActive(context);
  }

  /// Accepts connections.
  static final class OfServer extends TcpServerConnector {
    private final byte[] message;

    OfServer(InetSocketAddress address, Configuration configuration, byte[] message) {
      super(address, configuration);
      this.message = message.clone();
    }

    @Override
    protected void onNewChannelCreated(Channel channel) {
      channel.pipeline().addLast(new Settings(message));
    }
  }

  /// Makes connections.
  static final class OfClient extends TcpClientConnector {
    private final byte[] message;

    OfClient(Configuration configuration, byte[] message) {
      super(configuration);
      this.message = message.clone();
    }

    @Override
    protected void onNewChannelCreated(SocketAddress remote, Channel channel) {
      channel.pipeline().addLast(new Settings(message));
    }
  }
}
