// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.util.Map;
import org.eclipse.leshan.client.endpoint.LwM2mClientEndpoint;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.endpoint.EndpointUri;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.request.UplinkRequest;
import org.eclipse.leshan.core.response.ErrorCallback;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ResponseCallback;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointsProvider;
import org.eclipse.leshan.transport.californium.client.endpoint.ClientProtocolProvider;
import org.jspecify.annotations.Nullable;

/// Leshan's CoAP endpoints that register as LwM2M 1.0: its registration engine always says 1.1.
final class ClientEndpoints extends CaliforniumClientEndpointsProvider {

  private ClientEndpoints(Builder builder) {
    super(builder);
  }

  /// Builds endpoints that register as 1.0.
  static final class Version10Builder extends CaliforniumClientEndpointsProvider.Builder {

    Version10Builder(ClientProtocolProvider... protocols) {
      super(protocols);
    }

    @Override
    public CaliforniumClientEndpointsProvider build() {
      generateDefaultValue();
      return new ClientEndpoints(this);
    }
  }

  @Override
  public @Nullable LwM2mClientEndpoint getEndpoint(LwM2mServer server) {
    LwM2mClientEndpoint endpoint = super.getEndpoint(server);
    return endpoint == null ? null : new Version10(endpoint);
  }

  private record Version10(LwM2mClientEndpoint endpoint) implements LwM2mClientEndpoint {

    @Override
    public Protocol getProtocol() {
      return endpoint.getProtocol();
    }

    @Override
    public String getDescription() {
      return endpoint.getDescription();
    }

    @Override
    public EndpointUri getURI() {
      return endpoint.getURI();
    }

    @Override
    public void forceReconnection(LwM2mServer server, boolean resume) {
      endpoint.forceReconnection(server, resume);
    }

    @Override
    public long getMaxCommunicationPeriodFor(long lifetimeMillis) {
      return endpoint.getMaxCommunicationPeriodFor(lifetimeMillis);
    }

    @Override
    public <T extends LwM2mResponse> T send(
        LwM2mServer server, UplinkRequest<T> request, long timeoutMillis)
        throws InterruptedException {
      return endpoint.send(server, asVersion10(request), timeoutMillis);
    }

    @Override
    public <T extends LwM2mResponse> void send(
        LwM2mServer server,
        UplinkRequest<T> request,
        ResponseCallback<T> onResponse,
        ErrorCallback onError,
        long timeoutMillis) {
      endpoint.send(server, asVersion10(request), onResponse, onError, timeoutMillis);
    }

    @SuppressWarnings("unchecked") // a RegisterRequest stands for a RegisterRequest: T stays
    private static <T extends LwM2mResponse> UplinkRequest<T> asVersion10(
        UplinkRequest<T> request) {
      if (!(request instanceof RegisterRequest register)) {
        return request;
      }
      return (UplinkRequest<T>)
          new RegisterRequest(
              register.getEndpointName(),
              register.getLifetime(),
              LwM2mVersion.V1_0.toString(),
              register.getBindingMode(),
              null,
              register.getSmsNumber(),
              register.getObjectLinks(),
              Map.copyOf(register.getAdditionalAttributes()));
    }
  }
}
