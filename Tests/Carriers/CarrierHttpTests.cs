using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class CarrierHttpTests
{
    private static readonly StandIn.StoodFor Carrier = new();
    private static readonly TrackingNumber Number = TrackingNumber.Get("RX000000005CN");
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_answer_is_kept_byte_for_byte_with_what_was_asked()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, 0x00, 0xFF, (byte)'{'];
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 207;
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.Body.WriteAsync(body);
        });
        using var http = Http(TimeProvider.System);

        var wire = Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account())).Wire;

        Assert.Equal(body, wire.Body.ToArray());
        Assert.Equal((207, "application/json; charset=utf-8", WireKind.Poll, Trust.Evidence), (wire.Status, wire.ContentType, wire.Kind, wire.Trust));
        Assert.Equal([Number], wire.Asked);
        Assert.Null(wire.RetryAfterSeconds);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Mon, 23 Nov 2026 12:01:30 GMT", 90)]
    [InlineData("Mon, 23 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task Retry_after_is_read_as_seconds_and_as_a_date(string header, int? seconds)
    {
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });
        using var http = Http(new FakeTimeProvider(Start));

        Assert.Equal(seconds, Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account())).Wire.RetryAfterSeconds);
        Assert.Single(standIn.Requests);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        using var http = Http(TimeProvider.System);

        Assert.Equal(302, Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account())).Wire.Status);
        Assert.Equal("/track?number=RX000000005CN", Assert.Single(standIn.Requests).Path);
    }

    [Fact]
    public async Task A_cookie_is_not_sent_back()
    {
        var cookies = new List<string?>();
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            cookies.Add(context.Request.Headers.Cookie);
            context.Response.Cookies.Append("who", "us");
            return Task.CompletedTask;
        });
        using var http = Http(TimeProvider.System);

        await SendAsync(http, standIn.Account());
        await SendAsync(http, standIn.Account());

        Assert.Equal([null, null], cookies);
    }

    [Theory]
    [InlineData(4 << 20, true)]
    [InlineData((4 << 20) + 1, false)]
    public async Task A_body_may_have_four_mebibytes_and_not_one_more_also_when_it_comes_compressed(int size, bool kept)
    {
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(new byte[size]);
        });
        using var http = Http(TimeProvider.System);

        var reply = await SendAsync(http, standIn.Account());

        if (kept)
            Assert.Equal(size, Assert.IsType<Asked.Answer>(reply).Wire.Body.Length);
        else
            Assert.Equal("the answer is larger than 4 MiB", Assert.IsType<Asked.NoAnswer>(reply).Why);
    }

    [Fact]
    public async Task An_endless_body_ends_at_the_bound()
    {
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            var chunk = new byte[64 << 10];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });
        using var http = Http(TimeProvider.System);

        Assert.Equal("the answer is larger than 4 MiB", Assert.IsType<Asked.NoAnswer>(await SendAsync(http, standIn.Account())).Why);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_gateway_that_fails_once_is_asked_once_again(int status)
    {
        await using var standIn = await StandIn.StartAsync((context, count) =>
        {
            context.Response.StatusCode = count == 1 ? status : 200;
            return Task.CompletedTask;
        });
        using var http = Http(TimeProvider.System);

        Assert.Equal(200, Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account())).Wire.Status);
        Assert.Equal(2, standIn.Requests.Count);
    }

    [Theory]
    [InlineData(500, false, 1)]
    [InlineData(503, true, 1)]
    [InlineData(503, false, 2)]
    [InlineData(404, false, 1)]
    public async Task What_a_retry_cannot_mend_is_an_answer_at_once(int status, bool retryAfter, int requests)
    {
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            if (retryAfter)
                context.Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        });
        using var http = Http(TimeProvider.System);

        Assert.Equal(status, Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account())).Wire.Status);
        Assert.Equal(requests, standIn.Requests.Count);
    }

    [Fact]
    public async Task A_carrier_that_answers_nothing_is_given_up_after_fifteen_seconds()
    {
        var time = new FakeTimeProvider(Start);
        var asked = new TaskCompletionSource();
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var http = Http(time);

        var sending = SendAsync(http, standIn.Account());
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("no whole answer within 15 seconds", Assert.IsType<Asked.NoAnswer>(await sending).Why);
    }

    [Fact]
    public async Task The_fifteen_seconds_are_for_the_body_too()
    {
        var time = new FakeTimeProvider(Start);
        var begun = new TaskCompletionSource();
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var http = Http(time);

        var sending = SendAsync(http, standIn.Account());
        await begun.Task;
        time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal("no whole answer within 15 seconds", Assert.IsType<Asked.NoAnswer>(await sending).Why);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_no_answer()
    {
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var http = Http(TimeProvider.System);

        Assert.IsType<Asked.NoAnswer>(await SendAsync(http, standIn.Account()));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_no_answer_and_names_no_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var http = Http(TimeProvider.System);

        var reply = Assert.IsType<Asked.NoAnswer>(await SendAsync(http, new Account { Carrier = StandIn.StoodFor.Id, BaseAddress = new Uri($"http://127.0.0.1:{port}/") }));

        Assert.Equal("the connection failed (ConnectionError)", reply.Why);
    }

    [Fact]
    public async Task An_account_that_fails_too_often_rests_half_a_minute_and_then_is_tried_again()
    {
        var time = new FakeTimeProvider(Start);
        var mended = false;
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            context.Response.StatusCode = mended ? 200 : 500;
            return Task.CompletedTask;
        });
        using var http = Http(time);
        for (var i = 0; i < 5; i++)
            Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account()));

        time.Advance(TimeSpan.FromSeconds(10));
        var resting = Assert.IsType<Asked.NoAnswer>(await SendAsync(http, standIn.Account()));
        Assert.Equal(("not asked: it failed too often", Duration.FromSeconds(20)), (resting.Why, resting.RetryAfter));
        Assert.Equal(5, standIn.Requests.Count);

        Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account(("ApiKey", "another account"))));
        Assert.Equal(6, standIn.Requests.Count);

        mended = true;
        time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(200, Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account())).Wire.Status);
        Assert.Equal(200, Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account())).Wire.Status);
    }

    [Fact]
    public async Task An_account_that_goes_on_failing_rests_longer_each_time_and_at_most_a_quarter_of_an_hour()
    {
        var time = new FakeTimeProvider(Start);
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        using var http = Http(time);
        for (var i = 0; i < 5; i++)
            await SendAsync(http, standIn.Account());
        var rests = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var rest = Assert.IsType<Asked.NoAnswer>(await SendAsync(http, standIn.Account())).RetryAfter!.Value;
            rests.Add(rest.TotalSeconds);
            time.Advance(rest.ToTimeSpan() + TimeSpan.FromSeconds(1));
            Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account()));
        }

        Assert.Equal(rests.Order(), rests);
        Assert.Equal((30, 900), (rests[0], rests[^1]));
    }

    [Fact]
    public async Task Refusals_and_throttling_never_make_an_account_rest()
    {
        var time = new FakeTimeProvider(Start);
        await using var standIn = await StandIn.StartAsync((context, count) =>
        {
            context.Response.StatusCode = count % 2 == 0 ? 401 : 429;
            return Task.CompletedTask;
        });
        using var http = Http(time);

        for (var i = 0; i < 30; i++)
            Assert.IsType<Asked.Answer>(await SendAsync(http, standIn.Account()));
    }

    [Fact]
    public async Task A_carrier_without_an_address_is_not_asked()
    {
        using var http = Http(TimeProvider.System);

        Assert.Equal("no address is configured", Assert.IsType<Asked.NoAnswer>(await SendAsync(http, new Account { Carrier = StandIn.StoodFor.Id })).Why);
    }

    [Fact]
    public async Task A_request_that_names_its_own_host_is_a_bug()
    {
        await using var standIn = await StandIn.StartAsync((_, _) => Task.CompletedTask);
        using var http = Http(TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1/");

        await Assert.ThrowsAsync<ArgumentException>(() => http.SendAsync(Carrier, standIn.Account(), request, [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_gives_up_asking_is_not_kept_waiting()
    {
        var asked = new TaskCompletionSource();
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var http = Http(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        using var request = Request();

        var sending = http.SendAsync(Carrier, standIn.Account(), request, [Number], stop.Token);
        await asked.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static HttpRequestMessage Request() => Carrier.Ask(new AskBatch(new Account { Carrier = StandIn.StoodFor.Id }, [new AskNumber(Number)]));

    private static async Task<Asked> SendAsync(CarrierHttp http, Account account)
    {
        using var request = Request();
        return await http.SendAsync(Carrier, account, request, [Number], TestContext.Current.CancellationToken);
    }

    private static CarrierHttp Http(TimeProvider time) => new(time, NullLogger<CarrierHttp>.Instance);
}
