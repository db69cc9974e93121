# docker build -t dondoc .
# docker run -v dondoc:/data -v ./configuration:/etc/dondoc:ro -e DONDOC_TELEGRAM_TOKEN dondoc
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o dondoc .
RUN mkdir -p /root-of-image/data && mkdir -m 1777 /root-of-image/tmp

# Nothing but the program, which carries the time zones in itself, and the authorities that Telegram's certificate is checked against.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /root-of-image/ /
COPY --from=build /src/dondoc /dondoc
USER 65532:65532
ENV DONDOC_CONFIG=/etc/dondoc
# A relative path such as sqlite:dondoc.db lies here.
WORKDIR /data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/dondoc"]
CMD ["run"]
